<%@ page session="false" %>servlet <%= config.getServletName() %> at <%= request.getServletPath() %>

<%@ page session="false" %>hidden page, asked as <%= request.getServletPath() %>

<%@ page errorPage="error.jsp" session="false" %><p>half</p><% if (true) throw new IllegalStateException("in the page"); %>

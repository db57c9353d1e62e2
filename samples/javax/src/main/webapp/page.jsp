<%@ page import="java.util.Arrays, javax.servlet.http.HttpUtils" contentType="text/plain;charset=UTF-8" session="true" %>
<%@ taglib prefix="c" uri="http://java.sun.com/jsp/jstl/core" %>
<%
    session.putValue("basket", "pears");
    response.setStatus(203, "from a page");
%>
basket: <%= session.getValue("basket") %>
address: <%= response.encodeUrl("page.jsp").startsWith("page.jsp") %>
query: <%= Arrays.toString(HttpUtils.parseQueryString("a=1&a=2").get("a")) %>
list:<c:forEach items="one,two" var="item"> ${item}</c:forEach>

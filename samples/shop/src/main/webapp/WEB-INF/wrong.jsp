<%@ page contentType="text/html;charset=UTF-8" isErrorPage="true" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<!DOCTYPE html>
<title>Shop</title>
<p>Sorry: <c:out value="${requestScope['jakarta.servlet.error.message']}"/>.</p>

<%@ page contentType="text/html;charset=UTF-8" %>
<%@ taglib prefix="c" uri="jakarta.tags.core" %>
<!DOCTYPE html>
<title>Shop</title>
<c:if test="${not empty pageContext.request.userPrincipal}"><p>Welcome, <c:out value="${pageContext.request.userPrincipal.name}"/></p></c:if>
<ul>
<c:forEach items="${items}" var="item">
  <li><c:out value="${item.key}"/>: ${item.value / 100} €</li>
</c:forEach>
</ul>

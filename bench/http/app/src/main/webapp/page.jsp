<%@ page contentType="text/html; charset=UTF-8" session="false" %>
<!DOCTYPE html>
<html>
<head><title>Articles</title></head>
<body>
<table>
<% for (int i = 0; i < 20; i++) { pageContext.setAttribute("row", i); %>
<tr><td>${row}</td><td>article number ${row}</td><td>${row * 100 + 99}</td></tr>
<% } %>
</table>
</body>
</html>

<%@ attribute name="title" required="true" %><%@ tag pageEncoding="UTF-8" %>
<div title="${title}"><jsp:doBody/></div>

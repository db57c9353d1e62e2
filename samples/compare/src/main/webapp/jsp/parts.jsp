<%@ page session="false" pageEncoding="UTF-8" %>
<%@ taglib prefix="t" tagdir="/WEB-INF/tags" %>
<t:box title="first">inside ${1 + 2}</t:box>
<jsp:include page="included.jsp"><jsp:param name="p" value="ä ö"/></jsp:include>
<%@ include file="included.jspf" %>

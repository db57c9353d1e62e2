<%@ page contentType="text/html;charset=UTF-8" %>
<%@ taglib prefix="s" uri="/struts-tags" %>
<!DOCTYPE html>
<title>Struts</title>
<p>Hello, <s:property value="name"/>!</p>

<%@ page contentType="text/html;charset=UTF-8" %>
<%@ taglib prefix="s" uri="/struts-tags" %>
<!DOCTYPE html>
<title>Struts</title>
<s:fielderror/>
<s:form action="greet" method="post">
  <s:textfield name="name" label="Name"/>
  <s:submit value="Greet"/>
</s:form>

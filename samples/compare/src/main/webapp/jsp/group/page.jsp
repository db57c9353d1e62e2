<%@ page pageEncoding="UTF-8" %>
in the group, type <%= response.getContentType() %>

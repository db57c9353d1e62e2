<% out.print("lost"); %><jsp:forward page="/seen"><jsp:param name="added" value="1"/></jsp:forward>

<p>half</p><%= ((String) null).length() %>

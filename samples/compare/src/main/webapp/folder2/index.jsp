<p>by a page: <%= request.getRequestURI() %></p>

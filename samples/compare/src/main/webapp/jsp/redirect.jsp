<% response.sendRedirect("facts.jsp"); return; %>

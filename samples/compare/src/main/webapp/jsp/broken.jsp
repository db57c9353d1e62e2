<p>a</p>
<% this is no Java %>

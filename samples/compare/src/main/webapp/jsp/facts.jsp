<%@ page import="java.util.TreeMap" %>
uri <%= request.getRequestURI() %> servlet path <%= request.getServletPath() %> path info <%= request.getPathInfo() %>
encoding <%= response.getCharacterEncoding() %> type <%= response.getContentType() %>
session <%= session != null %> buffer <%= out.getBufferSize() %> auto flush <%= out.isAutoFlush() %>
EL ${1 + 1} ${param.a} ${header.host} ${empty cookie} ${pageContext.request.method} ${initParam.colour}
mapping <%= request.getHttpServletMapping().getMappingMatch() %> <%= request.getHttpServletMapping().getPattern() %>

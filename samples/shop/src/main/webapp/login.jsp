<%@ page contentType="text/html;charset=UTF-8" %>
<!DOCTYPE html>
<title>Login</title>
<p>${param.wrong == 'yes' ? 'That was wrong.' : 'Who are you?'}</p>
<form method="post" action="j_security_check">
  <input name="j_username"><input name="j_password" type="password"><button>Log in</button>
</form>

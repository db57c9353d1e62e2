package org.junicorn.container.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes that use what was removed run with the jar in front of the class path, as a worker has it. */
class EarlierApiTest {
    private static final String HEAD = """
            package old;
            import jakarta.servlet.*;
            import jakarta.servlet.http.*;
            import java.lang.reflect.Proxy;
            import java.util.*;
            import java.util.function.*;
            public class Uses {
                /** Answers every abstract method by its name and arguments, as a container's object would do something. */
                static <T> T object(Class<T> type, Map<String, Object> answers, List<String> calls) {
                    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (p, m, a) -> {
                        if (m.isDefault()) {
                            return java.lang.reflect.InvocationHandler.invokeDefault(p, m, a);
                        }
                        calls.add(m.getName() + (a == null ? "[]" : Arrays.toString(a)));
                        return answers.get(m.getName());
                    }));
                }
                static class Recording extends HttpServletResponseWrapper {
                    final List<String> seen = new ArrayList<>();
                    Recording(HttpServletResponse wrapped) { super(wrapped); }
                    @Override public void setStatus(int code, String message) {
                        seen.add("overridden " + code + " " + message);
                        super.setStatus(code, message);
                    }
                    @Override public String encodeUrl(String url) { return "<" + super.encodeUrl(url) + ">"; }
                }
            """;

    private static final String RESPONSES = """
                public static String directStatus() {
                    List<String> calls = new ArrayList<>();
                    object(HttpServletResponse.class, Map.of(), calls).setStatus(404, "Nothing here");
                    return calls.toString();
                }
                public static String statusThroughWrappers() {
                    List<String> calls = new ArrayList<>();
                    Recording inner = new Recording(object(HttpServletResponse.class, Map.of(), calls));
                    HttpServletResponse outer = new HttpServletResponseWrapper(inner);
                    outer.setStatus(500, "Oh");
                    return inner.seen + " " + calls;
                }
                public static String methodReference() {
                    HttpServletResponse response =
                            object(HttpServletResponse.class, Map.of("encodeURL", "/a;s=1"), new ArrayList<>());
                    Function<String, String> plain = response::encodeUrl;
                    Function<String, String> wrapped = new Recording(response)::encodeUrl;
                    return plain.apply("/a") + " " + wrapped.apply("/a");
                }
                public static String reflection() throws Exception {
                    List<String> calls = new ArrayList<>();
                    HttpServletResponse response = object(HttpServletResponse.class, Map.of(), calls);
                    HttpServletResponse.class.getMethod("setStatus", int.class, String.class).invoke(response, 201, "");
                    HttpServletResponse.class.getMethod("encodeRedirectUrl", String.class).invoke(response, "/b");
                    return calls.toString();
                }
            """;

    private static final String OTHERS = """
                public static String requests() {
                    List<String> calls = new ArrayList<>();
                    ServletContext context = object(ServletContext.class, Map.of("getRealPath", "/srv/a"), calls);
                    HttpServletRequest request = object(HttpServletRequest.class,
                            Map.of("getServletContext", context, "isRequestedSessionIdFromURL", true), calls);
                    HttpServletRequest wrapper = new HttpServletRequestWrapper(request);
                    return wrapper.getRealPath("/a") + " " + wrapper.isRequestedSessionIdFromUrl();
                }
                public static String sessions() {
                    List<String> calls = new ArrayList<>();
                    HttpSession session = object(HttpSession.class, Map.of("getAttribute", 7, "getAttributeNames",
                            Collections.enumeration(List.of("a", "b"))), calls);
                    session.putValue("a", 1);
                    session.removeValue("b");
                    HttpSessionContext none = session.getSessionContext();
                    return session.getValue("a") + " " + Arrays.toString(session.getValueNames()) + " "
                            + none.getIds().hasMoreElements() + " " + none.getSession("x") + " " + calls;
                }
                public static String contexts() throws ServletException {
                    List<String> calls = new ArrayList<>();
                    ServletContext context = object(ServletContext.class, Map.of(), calls);
                    context.log(new IllegalStateException("why"), "what");
                    return context.getServlet("x") + " " + context.getServlets().hasMoreElements() + " "
                            + context.getServletNames().hasMoreElements() + " " + calls;
                }
                static class Old extends GenericServlet implements SingleThreadModel {
                    @Override public void service(ServletRequest request, ServletResponse response) {}
                }
                static class Gone extends UnavailableException {
                    Gone(Servlet servlet) { super(30, servlet, "gone"); }
                }
                public static String unavailable() {
                    Servlet servlet = new Old();
                    UnavailableException lasting = new UnavailableException(servlet, "for good");
                    UnavailableException passing = new Gone(servlet);
                    return (lasting.getServlet() == servlet) + " " + lasting.isPermanent() + " " + lasting.getMessage()
                            + " " + (passing.getServlet() == servlet) + " " + passing.getUnavailableSeconds()
                            + " " + new UnavailableException("new").getServlet();
                }
                @jakarta.annotation.ManagedBean("cart")
                static class Bean {}
                public static String annotations() {
                    return Bean.class.getAnnotation(jakarta.annotation.ManagedBean.class).value();
                }
                public static String utilities() {
                    Hashtable<String, String[]> query = HttpUtils.parseQueryString("a=1&b=x+y&a=%32");
                    String bad;
                    try {
                        bad = HttpUtils.parseQueryString("nothing").toString();
                    } catch (IllegalArgumentException e) {
                        bad = "refused";
                    }
                    return Arrays.toString(query.get("a")) + Arrays.toString(query.get("b")) + " " + bad;
                }
            """;

    private static final String PAGES = """
                static class Variables implements jakarta.servlet.jsp.el.VariableResolver {
                    @Override public Object resolveVariable(String name) { return Map.of("size", name.length()); }
                }
                public static String expressions() throws Exception {
                    Thread.currentThread().setContextClassLoader(Uses.class.getClassLoader());
                    jakarta.servlet.jsp.el.ExpressionEvaluator evaluator =
                            new jakarta.servlet.jsp.el.ElExpressionEvaluator();
                    Object direct = evaluator.evaluate("${cart.size + 1}", Integer.class, new Variables(), null);
                    Object parsed = evaluator.parseExpression("n=${basket.size}", String.class, null)
                            .evaluate(new Variables());
                    String broken;
                    try {
                        broken = String.valueOf(evaluator.evaluate("${", String.class, new Variables(), null));
                    } catch (jakarta.servlet.jsp.el.ELParseException e) {
                        broken = "refused";
                    }
                    return direct + " " + parsed + " " + broken;
                }
                public static String tags() {
                    Throwable cause = new IllegalStateException("why");
                    return jakarta.servlet.jsp.tagext.BodyTag.EVAL_BODY_TAG + " "
                            + new jakarta.servlet.jsp.JspException("what", cause).getRootCause().getMessage()
                            + " " + new jakarta.el.MapELResolver().getFeatureDescriptors(null, null)
                            + " " + jakarta.el.ELResolver.TYPE;
                }
            }
            """;

    @TempDir
    static Path folder;

    private static Path jar;
    private static URLClassLoader loader;

    @BeforeAll
    static void compile() throws IOException {
        jar = EarlierApi.in(folder.resolve("api"));
        Path classes = Compiled.into(
                folder.resolve("classes"), List.of(jar), "old/Uses.java", HEAD + RESPONSES + OTHERS + PAGES);
        List<URL> urls =
                new ArrayList<>(List.of(jar.toUri().toURL(), classes.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        loader = new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    private static String call(String method) throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            return (String) loader.loadClass("old.Uses").getMethod(method).invoke(null);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void aStatusWithAMessageIsAStatus() throws ReflectiveOperationException {
        assertThat(call("directStatus")).isEqualTo("[setStatus[404]]");
    }

    @Test
    void anOverridingWrapperIsReachedAndMayCallItsSuper() throws ReflectiveOperationException {
        assertThat(call("statusThroughWrappers")).isEqualTo("[overridden 500 Oh] [setStatus[500]]");
    }

    @Test
    void methodReferencesAndReflectionFindThem() throws ReflectiveOperationException {
        assertThat(call("methodReference")).isEqualTo("/a;s=1 </a;s=1>");
        assertThat(call("reflection")).isEqualTo("[setStatus[201], encodeRedirectURL[/b]]");
    }

    @Test
    void requestsSessionsAndContextsHaveThem() throws ReflectiveOperationException {
        assertThat(call("requests")).isEqualTo("/srv/a true");
        assertThat(call("sessions"))
                .isEqualTo("7 [a, b] false null [setAttribute[a, 1], removeAttribute[b], getAttribute[a],"
                        + " getAttributeNames[]]");
        assertThat(call("contexts")).isEqualTo("null false false [log[what, java.lang.IllegalStateException: why]]");
    }

    @Test
    void anUnavailableExceptionKnowsItsServlet() throws ReflectiveOperationException {
        assertThat(call("unavailable")).isEqualTo("true true for good true 30 null");
    }

    @Test
    void typesThatAreGoneAreBack() throws ReflectiveOperationException {
        assertThat(call("annotations")).isEqualTo("cart");
        assertThat(call("utilities")).isEqualTo("[1, 2][x y] refused");
        assertThat(call("expressions")).isEqualTo("5 n=6 refused");
        assertThat(call("tags")).isEqualTo("2 why null type");
    }

    @Test
    void theJarIsMadeOnce() throws IOException {
        FileTime old = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(jar, old);
        assertThat(EarlierApi.in(folder.resolve("api"))).isEqualTo(jar);
        assertThat(Files.getLastModifiedTime(jar)).isEqualTo(old);
    }
}

package org.junicorn.container.deploy;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ResponseCommitListener;
import io.undertow.server.handlers.Cookie;
import io.undertow.servlet.api.DeploymentInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.war.ContextElements;
import org.junicorn.container.war.ContextModel;
import org.junicorn.container.war.ContextModel.ParameterModel;
import org.junicorn.container.war.ContextModel.Part;
import org.junicorn.container.war.WebAppModel;

/** What a context.xml says about how requests are served; sessions, log-ins and files have classes of their own. */
final class ContextMapping {
    private static final Set<String> ADDRESS_VALVES = Set.of("RemoteAddrValve", "RemoteHostValve", "RemoteCIDRValve");
    private static final String UNSET = "unset";
    private static final Set<String> SAME_SITE = Set.of(UNSET, "none", "lax", "strict");

    private ContextMapping() {}

    /** The context's parameters (Tomcat: StandardContext.mergeParameters). */
    static Map<String, String> parameters(WebAppModel model) {
        Map<String, String> merged = new LinkedHashMap<>(model.contextParams());
        for (ParameterModel parameter : model.context().parameters()) {
            if (parameter.override()) {
                merged.putIfAbsent(parameter.name(), parameter.value());
            } else {
                merged.put(parameter.name(), parameter.value());
            }
        }
        return merged;
    }

    /** To be called last: the valves stand in front of everything else, the first one outermost, as on Tomcat. */
    static void apply(ContextModel context, DeploymentInfo deployment) throws DeploymentException {
        sameSite(sameSite(context), deployment);
        List<Part> valves = context.parts("Valve");
        boolean ownProxies = false;
        for (int i = valves.size() - 1; i >= 0; i--) {
            Part valve = valves.get(i);
            String name = ContextElements.shortened(valve.attribute("className").orElse(""));
            if (ADDRESS_VALVES.contains(name)) {
                deployment.addOuterHandlerChainWrapper(AddressRule.of(valve)::inFrontOf);
            } else if (name.equals("RemoteIpValve")) {
                deployment.addOuterHandlerChainWrapper(RemoteIpValve.of(valve)::inFrontOf);
                ownProxies = true;
            }
        }
        if (ownProxies) {
            deployment.addOuterHandlerChainWrapper(RemoteIpValve::asSent);
        }
    }

    /** What cookies that do not say it themselves get as SameSite; "unset" for nothing. */
    static String sameSite(ContextModel context) throws DeploymentException {
        String mode = UNSET;
        for (Part processor : context.parts("CookieProcessor")) {
            mode = processor.attribute("sameSiteCookies").orElse(UNSET).toLowerCase(Locale.ROOT);
            if (!SAME_SITE.contains(mode)) {
                throw new DeploymentException(processor.where()
                        + ": sameSiteCookies of <CookieProcessor> is not known; write unset, none, lax or strict");
            }
        }
        return mode;
    }

    /** For the cookies that Undertow makes, such as the session's; those of servlets are made by {@link AppResponse}. */
    private static void sameSite(String mode, DeploymentInfo deployment) {
        if (mode.equals(UNSET)) {
            return;
        }
        ResponseCommitListener listener = responding -> complete(responding, mode);
        deployment.addOuterHandlerChainWrapper(next -> exchange -> {
            exchange.addResponseCommitListener(listener);
            next.handleRequest(exchange);
        });
    }

    private static void complete(HttpServerExchange exchange, String otherwise) {
        for (Cookie cookie : exchange.responseCookies()) {
            String own = cookie.getSameSiteMode();
            // Undertow sends it only when it is set once more.
            cookie.setSameSiteMode(own == null ? otherwise : own);
        }
    }
}

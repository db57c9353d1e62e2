package org.junicorn.container.deploy;

import io.undertow.security.idm.Account;
import io.undertow.servlet.api.AuthorizationManager;
import io.undertow.servlet.api.Deployment;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.HttpMethodSecurityInfo;
import io.undertow.servlet.api.LoginConfig;
import io.undertow.servlet.api.SecurityConstraint;
import io.undertow.servlet.api.SecurityInfo;
import io.undertow.servlet.api.SecurityInfo.EmptyRoleSemantic;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.api.ServletSecurityInfo;
import io.undertow.servlet.api.SingleConstraintMatch;
import io.undertow.servlet.api.TransportGuaranteeType;
import io.undertow.servlet.api.WebResourceCollection;
import io.undertow.servlet.core.DefaultAuthorizationManager;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.login.LoginHandler;
import org.junicorn.container.security.Realm;
import org.junicorn.container.war.ContextModel.Part;
import org.junicorn.container.war.WebAppModel;
import org.junicorn.container.war.WebAppModel.LoginModel;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;
import org.junicorn.container.war.WebAppModel.ServletModel;
import org.junicorn.container.war.WebAppModel.ServletSecurityModel;

/** Constraints, roles and login of an application (Servlet 6.1, 13). */
final class SecurityMapping {
    private static final Logger LOG = Logger.getLogger(SecurityMapping.class);
    private static final Set<String> METHODS = Set.of("BASIC", "DIGEST", "FORM", "CLIENT-CERT");

    /** Has no members. "*" stands for the application's roles; if there are none it must not stand for everybody. */
    private static final String NOBODYS_ROLE = "\u0000nobody";

    private SecurityMapping() {}

    /**
     * @param realm the application's own, or that of the settings
     * @param savedBytes of a body that is put aside until its sender has logged in
     * @param redirectPort where clients reach the server by TLS; 0 if they cannot
     */
    static void apply(
            WebAppModel model,
            Realm realm,
            int savedBytes,
            FormLimits forms,
            int redirectPort,
            DeploymentInfo deployment)
            throws DeploymentException {
        deployment.addSecurityRoles(roles(model));
        deployment.setAuthorizationManager(new Authorization(redirectPort > 0));
        deployment.addSecurityWrapper(next -> new ConfidentialRedirect(redirectPort, next));
        // Tomcat's, and ours, lets a browser keep them: "private" rather than "no-store".
        deployment.setDisableCachingForSecuredPages(false);
        LoginHandler.InFront login = login(model, realm, savedBytes, forms);
        deployment.setInitialSecurityWrapper(login::of);
        boolean everybody = allRolesMeanEverybody(model);
        List<SecurityConstraintModel> constraints = UncoveredMethods.denied(model);
        for (SecurityConstraintModel constraint : constraints) {
            deployment.addSecurityConstraint(constraint(constraint, everybody));
        }
        Denials denials = Denials.of(constraints);
        if (!denials.isEmpty()) {
            deployment.addOuterHandlerChainWrapper(denials::inFrontOf);
        }
        if (!realm.configured() && needsIdentities(model)) {
            LOG.warn("the application protects paths, but no identities are configured: nobody can log in, and those"
                    + " paths are refused; name a file of users with --tomcat-users");
        }
    }

    /** Those that are declared, and as on Tomcat those that are only used. "**" is one only where it is declared. */
    private static Set<String> roles(WebAppModel model) {
        Set<String> roles = new TreeSet<>();
        for (SecurityConstraintModel constraint : model.securityConstraints()) {
            if (constraint.rule() != null) {
                roles.addAll(constraint.rule().roles());
            }
        }
        for (ServletModel servlet : model.servlets()) {
            roles.add(servlet.runAs());
            servlet.roleLinks().forEach(link -> roles.add(link.role()));
        }
        roles.removeAll(Set.of("", "*", "**"));
        roles.addAll(model.securityRoles());
        return roles;
    }

    private static LoginHandler.InFront login(WebAppModel model, Realm realm, int savedBytes, FormLimits forms)
            throws DeploymentException {
        LoginModel login = model.login();
        if (login == null || login.method().isEmpty()) {
            return LoginHandler.with(realm, "", new LoginConfig(""), Optional.empty(), savedBytes, forms::prepare);
        }
        String method = login.method().toUpperCase(Locale.ROOT).replace('_', '-');
        if (!METHODS.contains(method)) {
            throw new DeploymentException("web.xml: <auth-method>" + login.method()
                    + "</auth-method> is not supported; use BASIC, DIGEST, FORM or CLIENT-CERT");
        }
        String name = login.realm().isEmpty() ? "Authentication required" : login.realm();
        LoginConfig config = new LoginConfig(method, name, login.formLoginPage(), login.formErrorPage());
        return LoginHandler.with(realm, method, config, landingPage(model), savedBytes, forms::prepare);
    }

    /** Tomcat's FormAuthenticator has no other place to say it in. */
    private static Optional<String> landingPage(WebAppModel model) {
        return model.context().parts("Valve").stream()
                .filter(valve -> valve.attribute("className")
                        .filter("org.apache.catalina.authenticator.FormAuthenticator"::equals)
                        .isPresent())
                .flatMap(valve -> valve.attribute("landingPage").stream())
                .filter(page -> !page.isEmpty())
                .map(page -> page.startsWith("/") ? page : "/" + page)
                .findFirst();
    }

    private static SecurityConstraint constraint(SecurityConstraintModel model, boolean everybody) {
        SecurityConstraint constraint = new SecurityConstraint();
        if (model.rule() == null) {
            constraint.setEmptyRoleSemantic(EmptyRoleSemantic.PERMIT);
        } else {
            roles(constraint, model.rule(), everybody);
        }
        if (model.confidential()) {
            constraint.setTransportGuaranteeType(TransportGuaranteeType.CONFIDENTIAL);
        }
        for (ResourceCollection collection : model.collections()) {
            constraint.addWebResourceCollection(new WebResourceCollection()
                    .addUrlPatterns(collection.urlPatterns())
                    .addHttpMethods(collection.methods())
                    .addHttpMethodOmissions(collection.methodOmissions()));
        }
        return constraint;
    }

    /**
     * Whether "*" stands for everybody who has logged in, as Tomcat's {@code allRolesMode} of the realm can say, rather
     * than for whoever has one of the application's roles.
     */
    static boolean allRolesMeanEverybody(WebAppModel model) throws DeploymentException {
        Optional<Part> realm = model.context().part("Realm");
        String mode = realm.flatMap(part -> part.attribute("allRolesMode")).orElse("strict");
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "", "strict" -> false;
            case "authonly" -> true;
            case "strictauthonly" -> model.securityRoles().isEmpty();
            default ->
                throw new DeploymentException(realm.map(Part::where).orElse("")
                        + ": allRolesMode of <Realm> is not known; write strict, authOnly or strictAuthOnly");
        };
    }

    private static void roles(SecurityInfo<?> info, RoleRule rule, boolean everybody) {
        info.addRolesAllowed(rule.roles());
        if (rule.roles().contains("*")) {
            if (everybody) {
                info.addRolesAllowed("**");
            }
            info.addRolesAllowed(NOBODYS_ROLE);
        }
        info.setEmptyRoleSemantic(rule.permitEmpty() ? EmptyRoleSemantic.PERMIT : EmptyRoleSemantic.DENY);
        if (rule.confidential()) {
            info.setTransportGuaranteeType(TransportGuaranteeType.CONFIDENTIAL);
        }
    }

    /** {@code @ServletSecurity}, which holds for the mappings that no constraint of the descriptor names. */
    static void apply(ServletSecurityModel model, boolean everybody, int redirectPort, ServletInfo servlet) {
        ServletSecurityInfo security = new ServletSecurityInfo();
        roles(security, model.all(), everybody);
        Set<String> confidential = new TreeSet<>();
        model.methods().forEach((method, rule) -> {
            HttpMethodSecurityInfo info = new HttpMethodSecurityInfo().setMethod(method);
            roles(info, rule, everybody);
            security.addHttpMethodSecurityInfo(info);
            if (rule.confidential() && rule.permitEmpty() && rule.roles().isEmpty()) {
                confidential.add(method);
            }
        });
        servlet.setServletSecurityInfo(security);
        if (!confidential.isEmpty()) {
            // Undertow takes such a method for unconstrained.
            servlet.addHandlerChainWrapper(next -> exchange -> {
                boolean insecure =
                        confidential.contains(exchange.getRequestMethod().toString()) && !exchange.isSecure();
                if (insecure && redirectPort > 0) {
                    exchange.getResponseHeaders().put(Headers.LOCATION, SecureUrl.of(exchange, redirectPort));
                    exchange.setStatusCode(StatusCodes.FOUND).endExchange();
                } else if (insecure) {
                    Denials.forbid(exchange);
                } else {
                    next.handleRequest(exchange);
                }
            });
        }
    }

    private static boolean needsIdentities(WebAppModel model) {
        boolean constrained = model.securityConstraints().stream()
                .anyMatch(c -> c.rule() != null && !c.rule().roles().isEmpty());
        return constrained
                || model.servlets().stream()
                        .map(ServletModel::security)
                        .anyMatch(s -> s != null
                                && (!s.all().roles().isEmpty()
                                        || s.methods().values().stream()
                                                .anyMatch(r -> !r.roles().isEmpty())));
    }

    /** The rules of the specification; if there is no TLS port to redirect to, clear text is refused with 403. */
    private static final class Authorization implements AuthorizationManager {
        private final AuthorizationManager rules = DefaultAuthorizationManager.INSTANCE;
        private final boolean redirects;

        Authorization(boolean redirects) {
            this.redirects = redirects;
        }

        @Override
        public boolean isUserInRole(
                String role, Account account, ServletInfo servlet, HttpServletRequest request, Deployment deployment) {
            return rules.isUserInRole(role, account, servlet, request, deployment);
        }

        @Override
        public boolean canAccessResource(
                List<SingleConstraintMatch> constraints,
                Account account,
                ServletInfo servlet,
                HttpServletRequest request,
                Deployment deployment) {
            return rules.canAccessResource(constraints, account, servlet, request, deployment);
        }

        @Override
        public TransportGuaranteeType transportGuarantee(
                TransportGuaranteeType connection, TransportGuaranteeType required, HttpServletRequest request) {
            boolean confidential =
                    Optional.ofNullable(required).orElse(TransportGuaranteeType.NONE) != TransportGuaranteeType.NONE;
            if (!confidential || connection != TransportGuaranteeType.NONE) {
                return required;
            } else if (!redirects) {
                return TransportGuaranteeType.REJECTED;
            }
            ConfidentialRedirect.want(request);
            return TransportGuaranteeType.NONE; // Undertow has nothing to do
        }
    }
}

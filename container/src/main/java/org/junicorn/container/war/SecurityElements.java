package org.junicorn.container.war;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junicorn.container.war.WebAppModel.LoginModel;
import org.junicorn.container.war.WebAppModel.ResourceCollection;
import org.junicorn.container.war.WebAppModel.RoleRule;
import org.junicorn.container.war.WebAppModel.SecurityConstraintModel;

/** {@code <security-constraint>}, {@code <login-config>} and {@code <security-role>} (Servlet 6.1, 13.8). */
final class SecurityElements {
    private final DescriptorXml xml;
    private final Descriptor descriptor;

    SecurityElements(DescriptorXml xml, Descriptor descriptor) {
        this.xml = xml;
        this.descriptor = descriptor;
    }

    void role() throws InvalidAppException {
        xml.children(child -> switch (child) {
            case "description" -> xml.skip();
            case "role-name" -> {
                descriptor.securityRoles.add(xml.required());
                yield true;
            }
            default -> false;
        });
    }

    void constraint() throws InvalidAppException {
        String where = xml.where();
        List<ResourceCollection> collections = new ArrayList<>();
        List<String> roles = new ArrayList<>();
        boolean[] ruled = new boolean[1];
        boolean[] confidential = new boolean[1];
        xml.children(child -> {
            switch (child) {
                case "display-name" -> xml.skip();
                case "web-resource-collection" -> collections.add(collection());
                case "auth-constraint" -> {
                    ruled[0] = true;
                    xml.children(inner -> switch (inner) {
                        case "description" -> xml.skip();
                        case "role-name" -> roles.add(xml.required());
                        default -> false;
                    });
                }
                case "user-data-constraint" -> confidential[0] = userData();
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (collections.isEmpty()) {
            throw new InvalidAppException(where + ": <security-constraint> has no <web-resource-collection>");
        }
        RoleRule rule = ruled[0] ? new RoleRule(false, confidential[0], roles) : null;
        descriptor.securityConstraints.add(new SecurityConstraintModel(collections, rule, confidential[0]));
    }

    private ResourceCollection collection() throws InvalidAppException {
        String where = xml.where();
        List<String> patterns = new ArrayList<>();
        List<String> methods = new ArrayList<>();
        List<String> omissions = new ArrayList<>();
        xml.children(child -> switch (child) {
            case "description", "web-resource-name" -> xml.skip();
            case "url-pattern" -> {
                String at = xml.where();
                String pattern = xml.text();
                if (descriptor.isVersion22() && !pattern.startsWith("/") && !pattern.startsWith("*")) {
                    pattern = "/" + pattern;
                }
                ServletElements.checkPattern(at, pattern);
                yield patterns.add(pattern);
            }
            case "http-method" -> methods.add(xml.required());
            case "http-method-omission" -> omissions.add(xml.required());
            default -> false;
        });
        if (patterns.isEmpty()) {
            // A collection without a pattern protects nothing, which cannot be what its author meant.
            throw new InvalidAppException(where + ": <web-resource-collection> has no <url-pattern>");
        }
        if (!methods.isEmpty() && !omissions.isEmpty()) {
            throw new InvalidAppException(where
                    + ": <web-resource-collection> has both <http-method> and <http-method-omission>; only one is"
                    + " allowed");
        }
        return new ResourceCollection(patterns, methods, omissions);
    }

    private boolean userData() throws InvalidAppException {
        boolean[] confidential = new boolean[1];
        xml.children(child -> switch (child) {
            case "description" -> xml.skip();
            case "transport-guarantee" -> {
                String where = xml.where();
                String text = xml.required().toUpperCase(Locale.ROOT);
                confidential[0] = switch (text) {
                    case "NONE" -> false;
                    case "INTEGRAL", "CONFIDENTIAL" -> true;
                    default ->
                        throw new InvalidAppException(where + ": <transport-guarantee> is \"" + text
                                + "\"; expected NONE, INTEGRAL or CONFIDENTIAL");
                };
                yield true;
            }
            default -> false;
        });
        return confidential[0];
    }

    LoginModel loginConfig() throws InvalidAppException {
        String[] login = {"", "", "", ""};
        xml.children(child -> {
            switch (child) {
                case "auth-method" -> login[0] = xml.text();
                case "realm-name" -> login[1] = xml.text();
                case "form-login-config" ->
                    xml.children(inner -> {
                        String where = xml.where();
                        switch (inner) {
                            case "form-login-page" -> login[2] = page(where, inner);
                            case "form-error-page" -> login[3] = page(where, inner);
                            default -> {
                                return false;
                            }
                        }
                        return true;
                    });
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new LoginModel(login[0], login[1], login[2], login[3]);
    }

    private String page(String where, String element) throws InvalidAppException {
        return new ServletElements(xml, descriptor).slashed(where, element, xml.required());
    }
}

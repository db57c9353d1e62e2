package org.junicorn.container.route;

import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.valves.rewrite.InternalRewriteMap;
import org.apache.catalina.valves.rewrite.QuotedStringTokenizer;
import org.apache.catalina.valves.rewrite.RandomizedTextRewriteMap;
import org.apache.catalina.valves.rewrite.RewriteCond;
import org.apache.catalina.valves.rewrite.RewriteMap;
import org.apache.catalina.valves.rewrite.RewriteRule;
import org.junicorn.container.DeploymentException;

/**
 * What {@code WEB-INF/rewrite.config} says, in the syntax of Tomcat's RewriteValve. Tomcat's own rules, conditions and
 * maps do the work; only its valve, which reads the lines, needs all of Tomcat.
 *
 * @param ownMaps whether there is a map whose class is the application's, which may block
 */
record RewriteRules(List<RewriteRule> rules, boolean ownMaps) {
    /** Makes a map of a class. */
    interface Maps {
        /** @throws ReflectiveOperationException if there is no such class, or it cannot be made */
        RewriteMap make(String className) throws ReflectiveOperationException;
    }

    private static final Set<String> OTHER_MAPS = Set.of("dbm", "dbd", "fastdbd");

    RewriteRules {
        rules = List.copyOf(rules);
    }

    /**
     * Reads the lines.
     *
     * @param name of the file, for messages
     * @param root what relative paths of text maps start from
     * @throws DeploymentException naming file and line
     */
    static RewriteRules parse(String name, List<String> lines, Path root, Maps maps) throws DeploymentException {
        Reading reading = new Reading(root, maps);
        for (int i = 0; i < lines.size(); i++) {
            try {
                reading.line(lines.get(i));
            } catch (RuntimeException e) {
                throw new DeploymentException(name + ", line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        for (Map.Entry<RewriteRule, Integer> rule : reading.lineOf.entrySet()) {
            try {
                rule.getKey().parse(reading.maps);
            } catch (RuntimeException e) {
                throw new DeploymentException(name + ", line " + rule.getValue() + ": " + e.getMessage(), e);
            }
        }
        return new RewriteRules(List.copyOf(reading.lineOf.keySet()), reading.ownMaps);
    }

    /** The state while lines are read. */
    private static final class Reading {
        private final Path root;
        private final Maps making;
        private final Map<RewriteRule, Integer> lineOf = new LinkedHashMap<>();
        private final List<RewriteCond> conditions = new ArrayList<>();
        private final Map<String, RewriteMap> maps = new HashMap<>();
        private boolean ownMaps;
        private int number;

        Reading(Path root, Maps making) {
            this.root = root;
            this.making = making;
        }

        void line(String line) {
            number++;
            List<String> words = words(line);
            if (words.isEmpty() || words.get(0).startsWith("#")) {
                return;
            }
            boolean complete = words.size() >= 3;
            switch (words.get(0)) {
                case "RewriteCond" -> {
                    expect(complete, "RewriteCond TestString CondPattern [Flags]");
                    conditions.add(condition(words));
                }
                case "RewriteRule" -> {
                    expect(complete, "RewriteRule Pattern Substitution [Flags]");
                    RewriteRule rule = rule(words);
                    conditions.forEach(rule::addCondition);
                    conditions.clear();
                    lineOf.put(rule, number);
                }
                case "RewriteMap" -> {
                    expect(complete, "RewriteMap name class parameters");
                    maps.put(words.get(1), map(words));
                }
                default ->
                    throw new IllegalArgumentException("\"" + words.get(0)
                            + "\" is not known; write RewriteCond, RewriteRule, RewriteMap or a comment with #");
            }
        }

        private static void expect(boolean complete, String form) {
            if (!complete) {
                throw new IllegalArgumentException("something is missing; write " + form);
            }
        }

        private static List<String> words(String line) {
            QuotedStringTokenizer tokenizer = new QuotedStringTokenizer(line);
            List<String> words = new ArrayList<>();
            while (tokenizer.hasMoreTokens()) {
                words.add(tokenizer.nextToken());
            }
            return words;
        }

        private static List<String> flags(List<String> words) {
            String flags = words.size() < 4 ? "" : words.get(3);
            if (flags.startsWith("[") && flags.endsWith("]")) {
                flags = flags.substring(1, flags.length() - 1);
            }
            return Arrays.stream(flags.split(","))
                    .filter(flag -> !flag.isEmpty())
                    .toList();
        }

        private static RewriteCond condition(List<String> words) {
            RewriteCond condition = new RewriteCond();
            condition.setTestString(words.get(1));
            condition.setCondPattern(words.get(2));
            for (String flag : flags(words)) {
                switch (flag) {
                    case "NC", "nocase" -> condition.setNocase(true);
                    case "OR", "ornext" -> condition.setOrnext(true);
                    default -> throw unknown(flag);
                }
            }
            return condition;
        }

        private static RewriteRule rule(List<String> words) {
            RewriteRule rule = new RewriteRule();
            rule.setPatternString(words.get(1));
            rule.setSubstitutionString(words.get(2));
            for (String flag : flags(words)) {
                int equals = flag.indexOf('=');
                flag(rule, flag, equals < 0 ? flag : flag.substring(0, equals), flag.substring(equals + 1));
            }
            if (rule.isQsdiscard()) {
                rule.setQsappend(false);
            }
            return rule;
        }

        private static void flag(RewriteRule rule, String flag, String name, String value) {
            boolean given = !name.equals(flag);
            switch (name) {
                case "B" -> rule.setEscapeBackReferences(true);
                case "C", "chain" -> rule.setChain(true);
                case "CO", "cookie" -> cookie(rule, flag, value);
                case "E", "env" -> {
                    int colon = value.indexOf(':');
                    if (!given || colon < 0 || colon + 1 == value.length()) {
                        throw new IllegalArgumentException("the flag " + flag + " is not E=NAME:VALUE");
                    }
                    rule.setEnv(true);
                    rule.addEnvName(value.substring(0, colon));
                    rule.addEnvValue(value.substring(colon + 1));
                }
                case "F", "forbidden" -> rule.setForbidden(true);
                case "G", "gone" -> rule.setGone(true);
                case "H", "host" -> rule.setHost(true);
                case "L", "last" -> rule.setLast(true);
                case "NC", "nocase" -> rule.setNocase(true);
                case "NE", "noescape" -> rule.setNoescape(true);
                case "N", "next" -> rule.setNext(true);
                case "QSA", "qsappend" -> rule.setQsappend(true);
                case "QSD", "qsdiscard" -> rule.setQsdiscard(true);
                case "R", "redirect" -> {
                    rule.setRedirect(true);
                    rule.setRedirectCode(given ? redirect(flag, value) : HttpServletResponse.SC_FOUND);
                }
                case "S", "skip" -> rule.setSkip(number(flag, value));
                case "T", "type" -> {
                    rule.setType(true);
                    rule.setTypeValue(value);
                }
                case "VS", "valveSkip" ->
                    throw new IllegalArgumentException(
                            "the flag " + flag + " is not supported: there is no next valve");
                case "P", "proxy" ->
                    throw new IllegalArgumentException(
                            "the flag " + flag + " is not supported, as on Tomcat; use the setting proxy");
                default -> throw unknown(flag);
            }
        }

        private static void cookie(RewriteRule rule, String flag, String value) {
            String[] parts = value.split(":");
            if (parts.length < 2) {
                throw new IllegalArgumentException(
                        "the flag " + flag + " is not CO=NAME:VALUE:DOMAIN:LIFETIME:PATH:SECURE:HTTPONLY");
            }
            rule.setCookie(true);
            rule.setCookieName(parts[0]);
            rule.setCookieValue(parts[1]);
            if (parts.length > 2) {
                rule.setCookieDomain(parts[2]);
            }
            if (parts.length > 3) {
                rule.setCookieLifetime(number(flag, parts[3]));
            }
            if (parts.length > 4) {
                rule.setCookiePath(parts[4]);
            }
            rule.setCookieSecure(parts.length > 5 && Boolean.parseBoolean(parts[5]));
            rule.setCookieHttpOnly(parts.length > 6 && Boolean.parseBoolean(parts[6]));
        }

        private static int redirect(String flag, String code) {
            return switch (code) {
                case "temp" -> HttpServletResponse.SC_FOUND;
                case "permanent" -> HttpServletResponse.SC_MOVED_PERMANENTLY;
                case "seeother" -> HttpServletResponse.SC_SEE_OTHER;
                default -> number(flag, code);
            };
        }

        private static int number(String flag, String text) {
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("the flag " + flag + " has no number", e);
            }
        }

        private static IllegalArgumentException unknown(String flag) {
            return new IllegalArgumentException("the flag " + flag + " is not known");
        }

        private RewriteMap map(List<String> words) {
            String text = words.get(2);
            int colon = text.indexOf(':');
            String kind = colon < 0 ? "" : text.substring(0, colon);
            String what = text.substring(colon + 1);
            RewriteMap map =
                    switch (kind) {
                        case "int" -> InternalRewriteMap.toMap(what);
                        case "txt" -> new RandomizedTextRewriteMap(file(what), false);
                        case "rnd" -> new RandomizedTextRewriteMap(file(what), true);
                        default -> own(OTHER_MAPS.contains(kind) ? text : what);
                    };
            if (map == null) {
                throw new IllegalArgumentException("there is no map " + text + "; there are int:toupper, int:tolower,"
                        + " int:escape and int:unescape");
            }
            List<String> parameters = words.subList(3, words.size());
            if (parameters.size() == 1) {
                map.setParameters(parameters.get(0));
            } else if (!parameters.isEmpty()) {
                map.setParameters(parameters.toArray(String[]::new));
            }
            return map;
        }

        private String file(String path) {
            Path file = root.resolve(path);
            if (!Files.isRegularFile(file)) {
                file = root.resolve(path.replaceFirst("^/+", ""));
            }
            if (!Files.isRegularFile(file)) {
                throw new IllegalArgumentException(
                        "there is no file " + path + "; write a whole path, or one below the application's folder");
            }
            return file.toString();
        }

        private RewriteMap own(String className) {
            ownMaps = true;
            try {
                return making.make(className);
            } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
                throw new IllegalArgumentException(
                        "the map " + className + " cannot be made: " + e + "; write the name of a class that implements"
                                + " org.apache.catalina.valves.rewrite.RewriteMap",
                        e);
            }
        }
    }
}

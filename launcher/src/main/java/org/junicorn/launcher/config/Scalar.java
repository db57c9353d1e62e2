package org.junicorn.launcher.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junicorn.container.RateRule;
import org.junicorn.container.http.AccessLogSyntax;
import org.junicorn.container.tls.ClientCertificates;
import org.junicorn.launcher.listen.BindAddress;

/** Reads one text of a type. Messages complete the sentence "name = text (origin): …". */
sealed interface Scalar {

    /**
     * @param bare a JSON number or boolean, without quotes
     * @param directory relative paths start here
     * @throws IllegalArgumentException if the text is not of the type
     */
    Object parse(String text, boolean bare, Path directory);

    /** The placeholder of a value in the help. */
    String label();

    static Scalar of(Class<?> type, Setting setting) {
        switch (setting.syntax()) {
            case OCTAL:
                return new Octal(Integer.parseInt(setting.max(), 8));
            case LOG_TARGET:
                return new LogTarget();
            case APP:
                return new App();
            case CONTEXT_PATH:
                return new ContextPath();
            case LOG_FORMAT:
                return new LogFormat();
            case GLOB:
                return new Glob();
            case SESSION_STORE:
                return new SessionStore();
            case STATSD:
                return new StatsdServer();
            case SYSLOG_ADDRESS:
                return new SyslogServer();
            case NETWORK, HEADER, HEADER_NAME, TOKEN, ERROR_PAGE, ORIGIN, CODING, STATIC, FILTER:
                return ShapingText.of(setting.syntax());
            case RATE:
                return new Rate();
            default:
                break;
        }
        if (type == WorkerCount.class) {
            return new Count();
        } else if (type == ByteSize.class) {
            return new Size();
        } else if (type == ClientCertificates.class) {
            return new CertReqs();
        } else if (type == double.class) {
            return new Share(Double.parseDouble(setting.min()), Double.parseDouble(setting.max()));
        } else if (type == int.class) {
            return new Whole(
                    Integer.parseInt(setting.min()),
                    setting.max().isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(setting.max()));
        } else if (type == boolean.class || type == Boolean.class) {
            return new Flag();
        } else if (type == Duration.class) {
            return new Time(Durations.parse(setting.min()));
        } else if (type == Path.class) {
            return new File();
        } else if (type == BindAddress.class) {
            return new Address();
        } else if (type.isEnum()) {
            return new Choice(type);
        } else if (type == String.class) {
            return new Word();
        }
        throw new AssertionError("no parser for " + type);
    }

    /** A path of the platform, absolute and without {@code ..}. */
    static Path path(String text, Path directory) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty; write a path");
        }
        try {
            return directory.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path: " + e.getReason(), e);
        }
    }

    /** A text that stays one, but for what the check makes of it. */
    record Checked(String label, Check check) implements Scalar {
        interface Check {
            /** @throws IllegalArgumentException if the text is wrong */
            String check(String text, Path directory);
        }

        @Override
        public Object parse(String text, boolean bare, Path directory) {
            return check.check(text, directory);
        }
    }

    record Whole(int min, int max) implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            try {
                int number = Integer.parseInt(text);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // the message below covers it
            }
            throw new IllegalArgumentException("not a whole number "
                    + (max == Integer.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max));
        }

        @Override
        public String label() {
            return "N";
        }
    }

    record Count() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            String[] parts = text.split(":", -1);
            try {
                int least = Integer.parseInt(parts[0]);
                if (parts.length <= 2) {
                    return new WorkerCount(least, parts.length == 1 ? least : Integer.parseInt(parts[1]));
                }
            } catch (IllegalArgumentException e) {
                // the message below covers it
            }
            throw new IllegalArgumentException(
                    "not a whole number from 1 to " + WorkerCount.LIMIT + ", nor MIN:MAX of them");
        }

        @Override
        public String label() {
            return "N|MIN:MAX";
        }
    }

    record Size() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            return ByteSize.parse(text);
        }

        @Override
        public String label() {
            return "SIZE";
        }
    }

    record CertReqs() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            for (ClientCertificates one : ClientCertificates.values()) {
                if (one.name().toLowerCase(Locale.ROOT).equals(text)
                        || Integer.toString(one.ordinal()).equals(text)) {
                    return one;
                }
            }
            throw new IllegalArgumentException("not one of none, optional, required, nor 0, 1, 2 for these");
        }

        @Override
        public String label() {
            return "none|optional|required";
        }
    }

    record Share(double min, double max) implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            if (text.matches("\\d(\\.\\d{1,9})?")) {
                double share = Double.parseDouble(text);
                if (share >= min && share <= max) {
                    return share;
                }
            }
            throw new IllegalArgumentException("not a share from 0 to 1, such as 0.9");
        }

        @Override
        public String label() {
            return "SHARE";
        }
    }

    record Octal(int max) implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            if (text.equals("0")) {
                return 0;
            }
            boolean octal = !bare && text.length() > 1 && text.length() <= 8 && text.charAt(0) == '0';
            if (octal && text.chars().allMatch(c -> c >= '0' && c <= '7')) {
                int mode = Integer.parseInt(text, 8);
                if (mode <= max) {
                    return mode;
                }
            }
            // without the 0, 644 might be meant as decimal, as JSON and gunicorn would read it
            throw new IllegalArgumentException(
                    "not permissions in octal; write a text with a leading 0, \"0022\" to \"0777\"");
        }

        @Override
        public String label() {
            return "MODE";
        }
    }

    record Flag() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
                return Boolean.parseBoolean(text);
            }
            throw new IllegalArgumentException("neither true nor false");
        }

        @Override
        public String label() {
            return "";
        }
    }

    record Time(Duration min) implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            Duration duration = Durations.parse(text);
            if (duration.compareTo(min) < 0) {
                throw new IllegalArgumentException("too short; write at least " + min.toMillis() + "ms");
            }
            return duration;
        }

        @Override
        public String label() {
            return "TIME";
        }
    }

    record File() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            return path(text, directory);
        }

        @Override
        public String label() {
            return "PATH";
        }
    }

    record Address() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            return BindAddress.parse(text, directory);
        }

        @Override
        public String label() {
            return "ADDRESS";
        }
    }

    record Choice(Class<?> type) implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            for (Object constant : type.getEnumConstants()) {
                if (spelled(constant).equals(text)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("not one of " + texts(", "));
        }

        @Override
        public String label() {
            return texts("|");
        }

        String texts(String separator) {
            return Arrays.stream(type.getEnumConstants()).map(Choice::spelled).collect(Collectors.joining(separator));
        }

        private static String spelled(Object constant) {
            return constant.toString().toLowerCase(Locale.ROOT);
        }
    }

    record Word() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            if (text.isBlank()) {
                throw new IllegalArgumentException("empty");
            }
            return text;
        }

        @Override
        public String label() {
            return "TEXT";
        }
    }

    record SessionStore() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            if (text.equals("local") || text.equals("memory") || text.matches("rediss?://.+")) {
                return text;
            }
            throw new IllegalArgumentException("not local, memory, redis://HOST or rediss://HOST");
        }

        @Override
        public String label() {
            return "local|memory|URL";
        }
    }

    record StatsdServer() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            if (text.startsWith("unix://") && text.length() > "unix://".length()) {
                return "unix://" + path(text.substring("unix://".length()), directory);
            }
            Matcher address = Pattern.compile("([\\w.-]+|\\[[0-9a-fA-F:.]+])(:(\\d{1,5}))?")
                    .matcher(text);
            if (address.matches()
                    && (address.group(3) == null || Integer.parseInt(address.group(3)) - 1 < 65535)
                    && !":0".equals(address.group(2))) {
                return text;
            }
            throw new IllegalArgumentException("not HOST:PORT or unix://PATH");
        }

        @Override
        public String label() {
            return "HOST:PORT|unix://PATH";
        }
    }

    record SyslogServer() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            SyslogAddress.parse(text);
            return text;
        }

        @Override
        public String label() {
            return "URL";
        }
    }

    record LogTarget() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            return text.equals(LogSettings.STANDARD)
                    ? text
                    : path(text, directory).toString();
        }

        @Override
        public String label() {
            return "FILE";
        }
    }

    /** What is before the equals sign is a place, unless the whole is the name of a file. */
    record App() implements Scalar {
        private static final Pattern MOUNT = Pattern.compile(
                "(?:(?<host>[^/=]*)(?<path>/[^=]*)=)?(?<app>.*?)(?<options>(?:;(?:weight|name)=[^;]*)*)");

        @Override
        public Object parse(String text, boolean bare, Path directory) {
            if (java.nio.file.Files.exists(path(text, directory))) {
                return new Mount(Optional.empty(), app(text, directory));
            }
            Matcher matcher = MOUNT.matcher(text);
            if (!matcher.matches()) {
                return new Mount(Optional.empty(), app(text, directory));
            }
            Optional<String> mounted = Optional.ofNullable(matcher.group("path"));
            mounted.ifPresent(path -> new ContextPath().parse(path, false, directory));
            String host = mounted.isEmpty() ? "" : matcher.group("host").toLowerCase(Locale.ROOT);
            if (!host.isEmpty() && !host.matches(RoutingRules.HOST)) {
                throw new IllegalArgumentException("\"" + host + "\" is not a name of a host");
            }
            OptionalInt weight = OptionalInt.empty();
            Optional<String> name = Optional.empty();
            for (String option : matcher.group("options").split(";")) {
                if (option.startsWith("weight=")) {
                    weight = OptionalInt.of(weight(option.substring("weight=".length())));
                } else if (option.startsWith("name=")) {
                    name = Optional.of(name(option.substring("name=".length())));
                }
            }
            return new Mount(host, mounted, app(matcher.group("app"), directory), weight, name);
        }

        private static int weight(String text) {
            if (text.matches("\\d{1,4}")) {
                return Integer.parseInt(text);
            }
            throw new IllegalArgumentException("weight is not a number from 0 to 9999");
        }

        private static String name(String text) {
            if (text.matches("[A-Za-z0-9._-]+")) {
                return text;
            }
            throw new IllegalArgumentException("name is not one of letters, digits, \"-\", \"_\" and \".\"");
        }

        private static String app(String text, Path directory) {
            Path path = path(text, directory);
            boolean className = isClassName(text)
                    && !text.toLowerCase(Locale.ROOT).endsWith(".war")
                    && !java.nio.file.Files.exists(path);
            return className ? text : path.toString();
        }

        /** The Java Language Specification, 3.8, joined by dots. */
        private static boolean isClassName(String text) {
            return Arrays.stream(text.split("\\.", -1))
                    .allMatch(part -> !part.isEmpty()
                            && Character.isJavaIdentifierStart(part.charAt(0))
                            && part.chars().allMatch(Character::isJavaIdentifierPart));
        }

        @Override
        public String label() {
            return "[[HOST]/PATH=]APP[;weight=N]";
        }
    }

    record ContextPath() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            boolean plain = text.chars().noneMatch(c -> c <= ' ' || c == 127 || "\\?#;%".indexOf(c) >= 0);
            if (text.equals("/")
                    || plain
                            && text.startsWith("/")
                            && !text.endsWith("/")
                            && !text.contains("//")
                            && !text.contains("/./")
                            && !text.contains("/../")
                            && !text.endsWith("/.")
                            && !text.endsWith("/..")) {
                return text;
            }
            throw new IllegalArgumentException("not a context path; write / or /name");
        }

        @Override
        public String label() {
            return "/NAME";
        }
    }

    record LogFormat() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            AccessLogSyntax.check(text);
            return text;
        }

        @Override
        public String label() {
            return "FORMAT";
        }
    }

    record Rate() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            RateRule.parse(text);
            return text;
        }

        @Override
        public String label() {
            return "RATE";
        }
    }

    record Glob() implements Scalar {
        @Override
        public Object parse(String text, boolean bare, Path directory) {
            return text.startsWith("/") ? text : escaped(directory.toString()) + "/" + text;
        }

        /** The folder is a name, not a pattern. */
        private static String escaped(String folder) {
            StringBuilder escaped = new StringBuilder();
            for (char c : folder.toCharArray()) {
                if ("*?[]{}\\".indexOf(c) >= 0) {
                    escaped.append('\\');
                }
                escaped.append(c);
            }
            return escaped.toString();
        }

        @Override
        public String label() {
            return "FILE";
        }
    }
}

package org.junicorn.launcher.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a setting, on a component of one of the {@code *Settings} records. The component's name gives the key of the
 * file ({@code graceful_timeout}), the option ({@code --graceful-timeout}) and the variable
 * ({@code JUNICORN_GRACEFUL_TIMEOUT}); its type gives the parser. Command line, file, environment, checks, help, the
 * reference and the JSON schema all read this one declaration.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** Heading under which help and reference show it. */
    String section();

    /** What it does, in Markdown without line breaks; the first sentence stands alone in short tables. */
    String doc();

    /** The default in the user's spelling, read by the same parser; empty is none, an empty list or an empty text. */
    String byDefault() default "";

    /** The rule for a default that depends on the machine, for the reference; then {@link #byDefault} is empty. */
    String computedDefault() default "";

    /** No default makes sense: somebody has to give a value. */
    boolean required() default false;

    /** A variable without our prefix that replaces the default, below the file (gunicorn: WEB_CONCURRENCY, PORT). */
    String variable() default "";

    /** The value that the {@link #variable} stands for, with {@code *} for its text. */
    String variableAs() default "*";

    /** Least value of a number or duration, in the user's spelling; empty is none. */
    String min() default "";

    /** Greatest value of a number or duration, in the user's spelling; empty is none. */
    String max() default "";

    /** Further options: a short one, gunicorn's spelling where it differs from the key. */
    String[] options() default {};

    /** How the text is read where the component's type does not say it. */
    Syntax syntax() default Syntax.OF_TYPE;

    /** How one text is split into the elements of a list. */
    Split split() default Split.COMMAS;

    /** The placeholder of the value in the help; empty: derived from the type. */
    String label() default "";

    /** Whether it is one of those that many people set, and stands in the README. */
    boolean common() default false;

    /** Never show the value. */
    boolean secret() default false;

    /** Where the setting comes from, {@code "gunicorn: workers"}, or {@code "new"}. */
    String origin();

    /** See {@link #syntax}. */
    enum Syntax {
        OF_TYPE,
        /** file mode bits, a leading 0 and octal digits */
        OCTAL,
        /** {@code -} or a file */
        LOG_TARGET,
        /** the path of a WAR or folder, or a class name */
        APP,
        /** {@code /} or {@code /name} */
        CONTEXT_PATH,
        /** gunicorn's atoms, Tomcat's patterns or the name of a preset */
        LOG_FORMAT,
        /** a file or a pattern of files */
        GLOB,
        /** {@code local}, {@code memory} or the URL of a Redis */
        SESSION_STORE,
        /** {@code HOST:PORT} or {@code unix://PATH} */
        STATSD,
        /** where a syslog server listens */
        SYSLOG_ADDRESS,
        /** an IP address, a network or {@code *} */
        NETWORK,
        /** {@code NAME: VALUE} */
        HEADER,
        /** the name of a header that the server does not need for itself */
        HEADER_NAME,
        /** a method or the name of a header */
        TOKEN,
        /** {@code STATUS=FILE} */
        ERROR_PAGE,
        /** {@code https://host}, or {@code *} */
        ORIGIN,
        /** a content coding, perhaps with a level */
        CODING,
        /** {@code /PATH=FOLDER} */
        STATIC,
        /** {@code deny} or {@code allow} with conditions */
        FILTER,
        /** requests per time, with options */
        RATE
    }

    /** See {@link #split}. */
    enum Split {
        /** at commas and line ends */
        COMMAS,
        /** at colons and line ends, as in a class path */
        COLONS,
        /** at line ends in files and variables; on the command line each option is one element */
        LINES,
        /** into words as a POSIX shell does, with quotes and backslashes, without expansion */
        WORDS
    }
}

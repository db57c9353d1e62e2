package org.junicorn.container.realm;

import java.time.Duration;
import java.util.Optional;
import org.junicorn.container.DeploymentException;
import org.junicorn.container.war.ContextModel.Part;

/** The attributes of an element as values; a complaint names the element's line and the attribute, never the value. */
record Attributes(Part part) {
    /** Empty if it is not there or has no text. */
    Optional<String> text(String name) {
        return part.attribute(name).filter(text -> !text.isEmpty());
    }

    String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    String required(String name) throws DeploymentException {
        return text(name).orElseThrow(() -> error("without " + name + "; write " + name + "=\"...\""));
    }

    boolean flag(String name) {
        return text(name).filter("true"::equalsIgnoreCase).isPresent();
    }

    int number(String name, int otherwise) throws DeploymentException {
        try {
            int number = text(name).map(Integer::parseInt).orElse(otherwise);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw error("with " + name + " that is not a whole number");
    }

    Duration milliseconds(String name, int otherwise) throws DeploymentException {
        return Duration.ofMillis(number(name, otherwise));
    }

    DeploymentException error(String fault) {
        return new DeploymentException(part.where() + ": <" + part.element()
                + part.attribute("className")
                        .map(type -> " className=\"" + type + "\"")
                        .orElse("") + "> " + fault);
    }
}

package org.junicorn.samples.faces;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.Serializable;

/** How to greet. */
@ApplicationScoped
public class Words implements Serializable {
    private static final long serialVersionUID = 1L;

    public String greet(String name) {
        return "Hello, " + name + "!";
    }

    @PreDestroy
    void end() {
        System.getLogger(Words.class.getName()).log(System.Logger.Level.INFO, "words end");
    }
}

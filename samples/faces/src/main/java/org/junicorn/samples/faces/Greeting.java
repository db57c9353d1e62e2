package org.junicorn.samples.faces;

import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;

/** What the page shows; one for each session. */
@Named
@SessionScoped
public class Greeting implements Serializable {
    private static final long serialVersionUID = 1L;

    @Inject
    private Words words;

    private String name = "";
    private String text = "";

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getText() {
        return text;
    }

    public void greet() {
        text = words.greet(name);
    }
}

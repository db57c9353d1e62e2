package org.junicorn.samples.struts;

import org.apache.struts2.ActionSupport;
import org.apache.struts2.interceptor.parameter.StrutsParameter;

/** Greets whoever gives a name. */
public class GreetAction extends ActionSupport {
    private static final long serialVersionUID = 1L;

    private String name;

    public String getName() {
        return name;
    }

    @StrutsParameter
    public void setName(String name) {
        this.name = name;
    }

    @Override
    public void validate() {
        if (name == null || name.isBlank()) {
            addFieldError("name", "a name is needed");
        }
    }
}

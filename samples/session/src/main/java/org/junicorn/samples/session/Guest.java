package org.junicorn.samples.session;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.Serializable;

/** An attribute that is told when it comes into a session and leaves it, and when it changes its worker. */
final class Guest implements HttpSessionBindingListener, HttpSessionActivationListener, Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;

    Guest(String name) {
        this.name = name;
    }

    @Override
    public void valueBound(HttpSessionBindingEvent event) {
        Journal.write("bound " + event.getSession().getId() + " " + event.getName() + "=" + name);
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        Journal.write("unbound " + event.getSession().getId() + " " + event.getName() + "=" + name);
    }

    @Override
    public void sessionWillPassivate(HttpSessionEvent event) {
        Journal.write("passivate " + event.getSession().getId() + " " + name);
    }

    @Override
    public void sessionDidActivate(HttpSessionEvent event) {
        Journal.write("activate " + event.getSession().getId() + " " + name);
    }

    @Override
    public String toString() {
        return name;
    }
}

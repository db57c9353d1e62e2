package org.junicorn.samples.session;

import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;

/** Tells the journal what happens to sessions and their attributes. */
@WebListener
public final class SessionJournal implements HttpSessionListener, HttpSessionIdListener, HttpSessionAttributeListener {
    @Override
    public void sessionCreated(HttpSessionEvent event) {
        Journal.write("created " + event.getSession().getId());
    }

    /** The attributes can still be read here (Servlet 6.1, HttpSessionListener). */
    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        Object count = event.getSession().getAttribute(CountServlet.COUNT);
        Journal.write("destroyed " + event.getSession().getId() + " count=" + count);
    }

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
        Journal.write("renamed " + oldSessionId + " " + event.getSession().getId());
    }

    @Override
    public void attributeAdded(HttpSessionBindingEvent event) {
        Journal.write("added " + event.getSession().getId() + " " + event.getName() + "=" + event.getValue());
    }

    /** The event has the value of before. */
    @Override
    public void attributeReplaced(HttpSessionBindingEvent event) {
        Journal.write("replaced " + event.getSession().getId() + " " + event.getName() + "=" + event.getValue());
    }

    @Override
    public void attributeRemoved(HttpSessionBindingEvent event) {
        Journal.write("removed " + event.getSession().getId() + " " + event.getName() + "=" + event.getValue());
    }
}

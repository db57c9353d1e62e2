package org.junicorn.samples.wicket;

import org.apache.wicket.markup.html.WebPage;
import org.apache.wicket.markup.html.basic.Label;
import org.apache.wicket.markup.html.form.Form;
import org.apache.wicket.markup.html.form.TextField;
import org.apache.wicket.markup.html.link.Link;
import org.apache.wicket.markup.html.panel.FeedbackPanel;
import org.apache.wicket.model.PropertyModel;

/** Counts clicks and greets. */
public class CounterPage extends WebPage {
    private static final long serialVersionUID = 1L;

    private int count;
    private String name = "";

    public CounterPage() {
        add(new Label("count", new PropertyModel<>(this, "count")));
        add(new Link<Void>("more") {
            private static final long serialVersionUID = 1L;

            @Override
            public void onClick() {
                count++;
            }
        });
        add(new FeedbackPanel("feedback"));
        Form<Void> form = new Form<>("form") {
            private static final long serialVersionUID = 1L;

            @Override
            protected void onSubmit() {
                info("hello " + name);
            }
        };
        form.add(new TextField<>("name", new PropertyModel<String>(this, "name")).setRequired(true));
        add(form);
    }
}

package org.junicorn.samples.wicket;

import org.apache.wicket.Page;
import org.apache.wicket.RuntimeConfigurationType;
import org.apache.wicket.protocol.http.WebApplication;

/** Mapped to everything by the filter in web.xml. */
public class CounterApplication extends WebApplication {
    @Override
    public Class<? extends Page> getHomePage() {
        return CounterPage.class;
    }

    @Override
    public RuntimeConfigurationType getConfigurationType() {
        return RuntimeConfigurationType.DEPLOYMENT;
    }

    @Override
    protected void init() {
        super.init();
        getCspSettings().blocking().disabled();
    }
}

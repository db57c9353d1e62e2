package org.junicorn.samples.jersey;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Found by Jersey's container initializer. */
@ApplicationPath("/api")
public class ShopApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(ItemResource.class, NotThereMapper.class);
    }
}

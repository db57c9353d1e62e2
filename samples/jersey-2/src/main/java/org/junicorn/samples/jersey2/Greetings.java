package org.junicorn.samples.jersey2;

import java.util.Collections;
import java.util.Set;
import javax.ws.rs.ApplicationPath;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Application;
import javax.ws.rs.core.Response;

/** The application and its one resource. */
@ApplicationPath("/api")
@Path("/greetings")
public class Greetings extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Collections.singleton(Greetings.class);
    }

    @GET
    @Path("/{name}")
    @Produces("text/plain")
    public String greet(@PathParam("name") String name) {
        return "hello " + name;
    }

    @POST
    public Response echo(String text) {
        return Response.status(202, "Taken").entity(text).build();
    }
}

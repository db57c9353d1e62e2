package org.junicorn.samples.jersey;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** The items. */
@Path("/items")
@Produces(MediaType.APPLICATION_JSON)
public class ItemResource {
    @GET
    @Path("/{name}")
    public Item item(@PathParam("name") String name, @QueryParam("times") int times) {
        if (name.equals("nothing")) {
            throw new NotThereException(name);
        }
        return new Item(name, 100 * Math.max(1, times));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response add(Item item, @Context UriInfo uri) {
        URI location = uri.getAbsolutePathBuilder().path(item.name()).build();
        return Response.created(location).entity(item).build();
    }

    @GET
    @Path("/later/{name}")
    public void later(@PathParam("name") String name, @Suspended AsyncResponse response) {
        CompletableFuture.runAsync(() -> response.resume(new Item(name, 1)));
    }
}

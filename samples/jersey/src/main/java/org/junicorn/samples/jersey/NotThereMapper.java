package org.junicorn.samples.jersey;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;

/** Answers for an item that is not there. */
public class NotThereMapper implements ExceptionMapper<NotThereException> {
    @Override
    public Response toResponse(NotThereException e) {
        return Response.status(Response.Status.NOT_FOUND)
                .entity(Map.of("error", e.getMessage()))
                .build();
    }
}

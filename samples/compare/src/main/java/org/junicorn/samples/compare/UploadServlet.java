package org.junicorn.samples.compare;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;

/** {@code POST /upload}: the parts, in order; at most 1,000 bytes each and 5,000 in all. */
@WebServlet(urlPatterns = "/upload/*", name = "upload")
@MultipartConfig(maxFileSize = 1000, maxRequestSize = 5000, fileSizeThreshold = 100)
public final class UploadServlet extends FactServlet {
    private static final long serialVersionUID = 1L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        if (subject(request).equals("caught")) {
            print(response, outcome(() -> request.getParts().size()));
            return;
        }
        for (Part part : request.getParts()) {
            print(
                    response,
                    part.getName() + " file " + part.getSubmittedFileName() + " type " + part.getContentType()
                            + " size " + part.getSize() + " disposition " + part.getHeader("content-disposition")
                            + "\n");
            part.delete();
        }
        request.getParameterMap().forEach((name, values) -> {
            try {
                print(response, "parameter " + name + "=" + String.join("|", values) + "\n");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}

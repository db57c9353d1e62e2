package org.junicorn.samples.mvc;

import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

/** Everything that the sample answers. */
@RestController
public class PageController {
    private final Visits visits;

    public PageController(Visits visits) {
        this.visits = visits;
    }

    @GetMapping("/visits/{who}")
    public Map<String, Object> visit(@PathVariable("who") String who) {
        return Map.of("who", who, "visit", visits.next());
    }

    @GetMapping("/later")
    public Callable<String> later() {
        return () -> "later";
    }

    @GetMapping("/mine")
    public String mine(HttpSession session) {
        Object count = session.getAttribute("count");
        int next = count instanceof Integer number ? number + 1 : 1;
        session.setAttribute("count", next);
        return "mine " + next;
    }

    @GetMapping("/gone")
    public String gone() {
        throw new ResponseStatusException(HttpStatus.GONE);
    }

    @PostMapping("/upload")
    public Map<String, Object> upload(@RequestParam("file") MultipartFile file) throws IOException {
        return Map.of("name", file.getOriginalFilename(), "bytes", file.getBytes().length);
    }
}

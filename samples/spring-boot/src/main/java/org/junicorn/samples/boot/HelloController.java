package org.junicorn.samples.boot;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
class HelloController {
    /** Which worker answers. */
    @GetMapping("/hello")
    Map<String, Object> hello(@RequestParam(defaultValue = "world") String name) {
        return Map.of("hello", name, "pid", ProcessHandle.current().pid());
    }

    /** Takes its time. */
    @GetMapping("/slow")
    Map<String, Object> slow(@RequestParam(defaultValue = "1000") long ms) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(ms);
        return Map.of("slept", ms, "pid", ProcessHandle.current().pid());
    }

    /** How much of an uploaded file arrived. */
    @PostMapping("/upload")
    Map<String, Object> upload(@RequestParam("file") MultipartFile file) {
        return Map.of("name", String.valueOf(file.getOriginalFilename()), "bytes", file.getSize());
    }
}

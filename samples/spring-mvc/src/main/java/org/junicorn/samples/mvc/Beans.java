package org.junicorn.samples.mvc;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What does not belong to the web. */
@Configuration
public class Beans {
    @Bean
    public Visits visits() {
        return new Visits();
    }
}

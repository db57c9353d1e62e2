package org.junicorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrkTest {
    @Test
    void readsTheLineThatItsScriptPrints() throws IOException {
        Burst burst = Wrk.parse("""
                Running 2s test @ http://127.0.0.1:8000/hello
                  2 threads and 8 connections
                  Thread Stats   Avg      Stdev     Max   +/- Stdev
                    Latency     2.78ms    3.39ms  42.70ms   90.84%
                    Req/Sec     1.47k   766.07     2.87k    68.75%
                  2384 requests in 2.00s, 342.38KB read
                  Socket errors: connect 1, read 2, write 3, timeout 4
                  Non-2xx or 3xx responses: 5
                Requests/sec:   1192.00
                Transfer/sec:    333.55KB
                measured requests=2384 micros=2000000 connect=1 read=2 write=3 timeout=4 status=5
                """);

        assertThat(burst).isEqualTo(new Burst(2384, 2.0, 15));
        assertThat(burst.perSecond()).isEqualTo(1192.0);
    }

    @Test
    void outputWithoutThatLineIsAFailureThatShowsIt() {
        assertThatThrownBy(() -> Wrk.parse("unable to connect to 127.0.0.1:8000 Connection refused"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Connection refused");
    }

    @Test
    void aSingleRequestIsLeftToWrkToRepeat() {
        String script =
                Wrk.script(List.of(Ask.post("/form", "text/plain", "a \"b\"\nc").with("X-Two", "2")));

        assertThat(script)
                .startsWith(
                        "wrk.method = \"POST\"\nwrk.headers = {[\"Host\"] = \"localhost\", [\"Content-Type\"] = \"text/plain\", [\"X-Two\"] = \"2\"}\nwrk.body = \"a \\\"b\\\"\\nc\"\n")
                .contains("function done(")
                .doesNotContain("function request(");
    }

    @Test
    void severalRequestsAreSentInTurn() {
        String script = Wrk.script(List.of(
                Ask.get("/session").with("Cookie", "A=1"), Ask.get("/session").with("Cookie", "A=2")));

        assertThat(script)
                .contains("wrk.format(\"GET\", \"/session\", {[\"Host\"] = \"localhost\", [\"Cookie\"] = \"A=1\"})")
                .contains("[\"Cookie\"] = \"A=2\"")
                .contains("function request(")
                .contains("function done(");
    }
}

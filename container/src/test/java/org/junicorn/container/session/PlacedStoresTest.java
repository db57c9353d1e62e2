package org.junicorn.container.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One store for all versions of an application. */
class PlacedStoresTest {
    private final List<String> heard = new ArrayList<>();

    private final class Stores implements StoreFactory {
        @Override
        public SessionStore open(String contextPath) {
            heard.add("open " + contextPath);
            return (SessionStore) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {SessionStore.class}, (store, method, arguments) -> {
                        heard.add(method.getName());
                        return method.getName().equals("count") ? 7L : null;
                    });
        }

        @Override
        public boolean blocks() {
            return true;
        }

        @Override
        public boolean mayHaveSessions(String contextPath) {
            return contextPath.equals("//shop.example");
        }
    }

    @Test
    void itIsOpenedOnceAndClosedByTheLast() throws Exception {
        PlacedStores stores = new PlacedStores(new Stores(), "//shop.example");
        SessionStore blue = stores.open("");
        SessionStore green = stores.open("");
        assertThat(blue.count()).isEqualTo(7);
        blue.close();
        blue.close();
        assertThat(heard).containsExactly("open //shop.example", "count");
        green.close();
        assertThat(heard).containsExactly("open //shop.example", "count", "close");
        stores.open("").close();
        assertThat(heard).endsWith("close", "open //shop.example", "close");
        assertThat(stores.blocks()).isTrue();
        assertThat(stores.mayHaveSessions("")).isTrue();
    }
}

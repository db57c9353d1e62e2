package org.junicorn.container.session;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LocalStoreTest extends SessionStoreContract {
    private static final long SIZE = 512L << 20;

    @TempDir
    private Path folder;

    @Override
    SessionStore open() throws StoreException {
        return LocalStore.open(folder.resolve("private/store.mdb"), SIZE);
    }
}

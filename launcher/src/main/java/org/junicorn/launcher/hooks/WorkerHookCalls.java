package org.junicorn.launcher.hooks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junicorn.container.RequestObserver;
import org.junicorn.hooks.RequestInfo;
import org.junicorn.hooks.ResponseInfo;
import org.junicorn.hooks.WorkerHooks;
import org.junicorn.hooks.WorkerInfo;
import org.junicorn.launcher.config.HookName;

/** Calls a worker's hooks. Safe for all threads. */
public final class WorkerHookCalls implements RequestObserver {
    /** Of requests; one that fails for each must not fill the disk. */
    private static final long SAY_AGAIN_AFTER_NANOS = Duration.ofSeconds(1).toNanos();

    private final WorkerInfo worker;
    private final List<WorkerHooks> hooks;
    private final List<String> fatal;
    private final BiConsumer<String, String> failures;
    private final Map<HookName, AtomicLong> lastSaid = new ConcurrentHashMap<>();

    private interface Call {
        void to(WorkerHooks hooks) throws Exception;
    }

    private WorkerHookCalls(
            WorkerInfo worker, List<WorkerHooks> hooks, List<String> fatal, BiConsumer<String, String> failures) {
        this.worker = worker;
        this.hooks = hooks;
        this.fatal = fatal;
        this.failures = failures;
    }

    /**
     * Loads the hooks.
     *
     * @param fatal names of hooks whose failure counts
     * @param failures takes the names of hooks that fail and what they have thrown
     * @throws HookException if a class cannot be loaded
     */
    public static WorkerHookCalls load(
            int slot,
            int generation,
            List<String> path,
            List<String> classes,
            List<String> fatal,
            BiConsumer<String, String> failures)
            throws HookException {
        List<WorkerHooks> hooks =
                HookLoader.load(WorkerHooks.class, path.stream().map(Path::of).toList(), "worker_hooks", classes);
        WorkerInfo worker =
                new WorkerInfo(slot, generation, ProcessHandle.current().pid());
        return new WorkerHookCalls(worker, hooks, fatal, failures);
    }

    /** Whether there is anything to call at all. */
    public boolean any() {
        return !hooks.isEmpty();
    }

    /** Whether requests have to be shown to hooks. */
    public boolean ofRequests() {
        return hooks.stream().anyMatch(each -> overrides(each, "preRequest") || overrides(each, "postRequest"));
    }

    private static boolean overrides(WorkerHooks hooks, String method) {
        for (java.lang.reflect.Method each : hooks.getClass().getMethods()) {
            if (each.getName().equals(method) && !each.getDeclaringClass().equals(WorkerHooks.class)) {
                return true;
            }
        }
        return false;
    }

    /** @throws HookException if it has failed and that counts */
    public void postFork() throws HookException {
        orFail(HookName.POST_FORK, each -> each.postFork(worker));
    }

    /** @throws HookException if it has failed and that counts */
    public void postWorkerInit() throws HookException {
        orFail(HookName.POST_WORKER_INIT, each -> each.postWorkerInit(worker));
    }

    public void workerInt() {
        all(HookName.WORKER_INT, each -> each.workerInt(worker));
    }

    public void workerAbort() {
        all(HookName.WORKER_ABORT, each -> each.workerAbort(worker));
    }

    public void workerExit() {
        all(HookName.WORKER_EXIT, each -> each.workerExit(worker));
    }

    @Override
    public Optional<End> begins(Observed request) {
        Info info = new Info(request, new ConcurrentHashMap<>());
        boolean failed =
                all(HookName.PRE_REQUEST, each -> each.preRequest(worker, info)).isPresent();
        if (failed && fatal.contains(HookName.PRE_REQUEST.text())) {
            return Optional.empty();
        }
        return Optional.of((status, bytes, duration) -> all(
                HookName.POST_REQUEST,
                each -> each.postRequest(worker, info, new ResponseInfo(status, bytes, duration))));
    }

    private void orFail(HookName hook, Call call) throws HookException {
        Optional<Throwable> failure = all(hook, call);
        if (failure.isPresent() && fatal.contains(hook.text())) {
            throw new HookException(
                    true,
                    "the hook " + hook.text() + " has failed, and fatal_hooks lists it: " + failure.get(),
                    failure.get());
        }
    }

    private Optional<Throwable> all(HookName hook, Call call) {
        Optional<Throwable> failure = Optional.empty();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        for (WorkerHooks each : hooks) {
            try {
                Thread.currentThread().setContextClassLoader(each.getClass().getClassLoader());
                call.to(each);
            } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
                failure = Optional.of(e);
                say(hook, each, e);
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }
        return failure;
    }

    private void say(HookName hook, WorkerHooks who, Throwable thrown) {
        long now = System.nanoTime();
        AtomicLong last = lastSaid.computeIfAbsent(hook, first -> new AtomicLong(now - SAY_AGAIN_AFTER_NANOS));
        long before = last.get();
        if (now - before >= SAY_AGAIN_AFTER_NANOS && last.compareAndSet(before, now)) {
            failures.accept(hook.text(), who.getClass().getName() + ": " + HookFailures.text(thrown));
        }
    }

    private record Info(Observed request, Map<String, Object> attributes) implements RequestInfo {
        @Override
        public String method() {
            return request.method();
        }

        @Override
        public String path() {
            return request.path();
        }

        @Override
        public String query() {
            return request.query();
        }

        @Override
        public String protocol() {
            return request.protocol();
        }

        @Override
        public String remoteAddress() {
            return request.remoteAddress();
        }

        @Override
        public Optional<String> header(String name) {
            return request.header(name);
        }

        @Override
        public String toString() {
            return method() + " " + path();
        }
    }
}

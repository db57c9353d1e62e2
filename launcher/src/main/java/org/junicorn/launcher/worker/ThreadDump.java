package org.junicorn.launcher.worker;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junicorn.container.ContainerEvents.RunningRequest;

/**
 * What every thread does, and for which request: those that serve one come first, the oldest request before the others.
 * Virtual threads are shown if they serve a request, and without their locks.
 */
final class ThreadDump {
    private static final int MOST_FRAMES = 200;

    private final List<RunningRequest> requests;
    private final StringBuilder out = new StringBuilder();

    ThreadDump(List<RunningRequest> requests) {
        this.requests = requests;
    }

    String text() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        ThreadInfo[] all =
                threads.dumpAllThreads(threads.isObjectMonitorUsageSupported(), threads.isSynchronizerUsageSupported());
        Map<String, RunningRequest> byThread = new LinkedHashMap<>();
        requests.forEach(request -> byThread.put(request.thread(), request));
        List<ThreadInfo> idle = new ArrayList<>();
        Map<RunningRequest, ThreadInfo> serving = new LinkedHashMap<>();
        for (ThreadInfo info : all) {
            RunningRequest request = byThread.remove(info.getThreadName());
            if (request == null) {
                idle.add(info);
            } else {
                serving.put(request, info);
            }
        }
        out.append(all.length)
                .append(" threads, ")
                .append(requests.size())
                .append(requests.size() == 1 ? " request is" : " requests are")
                .append(" being served\n");
        deadlock(threads);
        for (RunningRequest request : requests) { // the oldest first
            Optional.ofNullable(serving.get(request)).ifPresentOrElse(info -> thread(info, request), () -> {
                out.append("\n\"").append(request.thread()).append("\" virtual\n");
                serves(request);
                for (StackTraceElement frame : request.stack()) {
                    out.append("    at ").append(frame).append('\n');
                }
            });
        }
        idle.sort(Comparator.comparingLong(ThreadInfo::getThreadId));
        idle.forEach(info -> {
            head(info);
            frames(info);
        });
        return out.toString();
    }

    private void deadlock(ThreadMXBean threads) {
        long[] stuck = threads.findDeadlockedThreads();
        if (stuck != null) {
            out.append("DEADLOCK: ")
                    .append(LongStream.of(stuck)
                            .mapToObj(threads::getThreadInfo)
                            .map(info ->
                                    "\"" + info.getThreadName() + "\" waits for \"" + info.getLockOwnerName() + "\"")
                            .collect(Collectors.joining(", ")))
                    .append('\n');
        }
    }

    private void thread(ThreadInfo info, RunningRequest request) {
        head(info);
        serves(request);
        frames(info);
    }

    private void head(ThreadInfo info) {
        out.append("\n\"")
                .append(info.getThreadName())
                .append("\" #")
                .append(info.getThreadId())
                .append(info.isDaemon() ? " daemon " : " ")
                .append(info.getThreadState());
        if (info.getLockName() != null) {
            out.append(" on ").append(info.getLockName());
        }
        if (info.getLockOwnerName() != null) {
            out.append(" held by \"").append(info.getLockOwnerName()).append('"');
        }
        out.append('\n');
    }

    private void serves(RunningRequest request) {
        out.append(String.format(
                Locale.ROOT,
                "    serves %s %s for %.3fs%n",
                request.method(),
                request.target(),
                request.age().toNanos() / 1e9));
    }

    private void frames(ThreadInfo info) {
        StackTraceElement[] stack = info.getStackTrace();
        for (int i = 0; i < Math.min(stack.length, MOST_FRAMES); i++) {
            out.append("    at ").append(stack[i]).append('\n');
            for (MonitorInfo monitor : info.getLockedMonitors()) {
                if (monitor.getLockedStackDepth() == i) {
                    out.append("       locked ").append(monitor).append('\n');
                }
            }
        }
        if (stack.length > MOST_FRAMES) {
            out.append("    … ").append(stack.length - MOST_FRAMES).append(" more\n");
        }
        for (LockInfo lock : info.getLockedSynchronizers()) {
            out.append("    holds ").append(lock).append('\n');
        }
    }
}

package org.junicorn.launcher.config;

/** Every setting, parsed and checked. Immutable; equal if every value is. Loaded by {@link SettingsLoader}. */
public record Settings(
        AppSettings app,
        SocketSettings sockets,
        WorkerSettings workers,
        RequestSettings requests,
        ProxySettings proxies,
        SecuritySettings security,
        SessionsSettings sessions,
        ServerSettings server,
        LogSettings log,
        SyslogSettings syslog,
        DumpSettings dumps,
        LimitSettings limits,
        StatsdSettings statsd,
        AdminSettings admin,
        ControlSettings control,
        HookSettings hooks,
        HealthSettings health,
        ShapingSettings shaping,
        TlsSettings tls,
        Http2Settings http2,
        RoutingSettings routing,
        EdgeLimitSettings edgeLimits,
        SheddingSettings shedding,
        StandbySettings standby) {}

package org.junicorn.launcher.config;

/** When log files are rotated whatever their size. The setting's texts are the names in lower case. */
public enum RotationTime {
    NEVER,
    HOURLY,
    DAILY
}

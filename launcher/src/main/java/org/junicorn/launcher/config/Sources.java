package org.junicorn.launcher.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What does not change while the process runs: command line and environment, parsed, and the current folder.
 *
 * @param mode what the command line asks for
 * @param file the configuration file's name as given with {@code -c}
 * @param above values that replace the file's, by key
 * @param problems what is wrong with the command line and the environment
 * @param workDir the default of {@code work_dir}
 * @param cwd the current folder
 */
record Sources(
        Mode mode, Optional<String> file, Map<String, Given> above, List<Problem> problems, Path workDir, Path cwd) {}

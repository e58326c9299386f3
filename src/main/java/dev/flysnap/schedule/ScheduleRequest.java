package dev.flysnap.schedule;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The schedule to install.
 *
 * @param inApp flysnap's own app
 * @param region absent = that of the installed one
 * @param image absent = that of the installed one, else of any machine of flysnap's app
 * @param command flysnap's arguments; parsed by the caller, without secrets
 * @param environment without secrets
 * @param files a path in the machine to the secret of the app that holds the file's content, in
 *     Base64
 * @param hasVolume whether the journal lies on a volume of the schedule's own
 * @param memoryMb of the machine
 */
public record ScheduleRequest(
        ScheduleName name,
        Every every,
        AppName inApp,
        Optional<Region> region,
        Optional<String> image,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> files,
        boolean hasVolume,
        int memoryMb) {
    public ScheduleRequest {
        command = List.copyOf(command);
    }
}

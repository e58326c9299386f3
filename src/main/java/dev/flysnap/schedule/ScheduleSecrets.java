package dev.flysnap.schedule;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether flysnap's app has the secrets that a scheduled machine needs. */
record ScheduleSecrets(FlyApi fly) {
    private static final String TOKEN = "FLY_API_TOKEN";

    /**
     * @throws dev.flysnap.problem.FlysnapException if one is missing; a token that may not read
     *     their names is not told
     */
    void require(ScheduleRequest request) {
        Optional<List<String>> secrets = names(request.inApp());
        if (secrets.isEmpty()) {
            return;
        }
        if (!secrets.get().contains(TOKEN)) {
            throw ScheduleProblems.noSecret(
                            request.inApp(), TOKEN, "The scheduled machine asks Fly with it.")
                    .exception();
        }
        for (Map.Entry<String, String> file : request.files().entrySet()) {
            if (!secrets.get().contains(file.getValue())) {
                throw ScheduleProblems.noSecret(
                                request.inApp(),
                                file.getValue(),
                                "It becomes the file %s, and is given in Base64."
                                        .formatted(file.getKey()))
                        .exception();
            }
        }
    }

    private Optional<List<String>> names(AppName inApp) {
        try {
            return Optional.of(fly.apps().secrets(inApp));
        } catch (FlyException e) {
            if (e.problem().exit() == ExitCode.NOT_AUTHORISED || e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}

package dev.flysnap.cli.session;

import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.cli.view.View;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfiguredTarget;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that only looks, so that it needs no journal: at the named app, or where none is named
 * at each app of flysnap.toml's {@code [[targets]]}.
 */
public abstract class LookCommand extends AppCommand {
    private final List<Json> documents = new ArrayList<>();
    private boolean isOneOfSeveral;

    @Override
    protected final boolean onlyLooks() {
        return true;
    }

    @Override
    public final Integer call() {
        check();
        Config config = Config.load(flags());
        List<AppName> apps = apps(config);
        ExitCode exit = apps.isEmpty() ? look(config) : lookAtEach(config, apps);
        end();
        return exit.number();
    }

    /** It looks at what others have to sweep. */
    @Override
    public final List<Problem> sweep() {
        return List.of();
    }

    /** Several apps to look at, one after the other; none = the one that is named. */
    protected List<AppName> apps(Config config) {
        return config.appNamed()
                ? List.of()
                : config.targets().stream().map(ConfiguredTarget::app).distinct().toList();
    }

    /** Whether each of several apps gets a line of its own above what is said of it. */
    protected boolean hasHeadings() {
        return true;
    }

    /** After all apps. */
    protected void end() {}

    /** The exit code of several apps with different ones. */
    protected ExitCode combined(List<ExitCode> different) {
        return ExitCode.PARTLY_DONE;
    }

    private ExitCode look(Config config) {
        try (FlySession session = open(config, true)) {
            return run(session);
        }
    }

    /** One that fails does not keep the others from being looked at. */
    private ExitCode lookAtEach(Config config, List<AppName> apps) {
        isOneOfSeveral = true;
        List<ExitCode> exits = new ArrayList<>();
        for (AppName app : apps) {
            if (hasHeadings()) {
                printText((exits.isEmpty() ? "" : "\n") + "App " + app + ":");
            }
            try {
                exits.add(look(config.withApp(app)));
            } catch (FlysnapException e) {
                new ProblemView(spec, target.json).print(e);
                exits.add(e.problem().exit());
            }
        }
        printJson(Json.Obj.empty().with("apps", new Json.Arr(documents)));
        List<ExitCode> distinct = exits.stream().distinct().toList();
        return distinct.size() == 1 ? distinct.getFirst() : combined(distinct);
    }

    @Override
    protected final void print(View view) {
        if (isOneOfSeveral && target.json) {
            documents.add(view.json());
        } else {
            super.print(view);
        }
    }
}

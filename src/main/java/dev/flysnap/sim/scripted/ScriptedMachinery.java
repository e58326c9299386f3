package dev.flysnap.sim.scripted;

import dev.flysnap.sim.platform.Machinery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Machines as scripts. The first word of a machine's command selects the script; a program without
 * a script is {@link Script#IDLE}.
 *
 * <p>The end of a process is reported on the thread that caused it, so that tests on a virtual
 * clock are deterministic.
 */
public final class ScriptedMachinery implements Machinery {
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private volatile Optional<BiFunction<String, Exec, ExecOutcome>> execs = Optional.empty();

    private record Running(Script script, ScriptedProcess process) {}

    /** Machines started from now on that run {@code program} do this. */
    public ScriptedMachinery script(String program, Script script) {
        scripts.put(program, script);
        return this;
    }

    /**
     * Answers every command in every machine instead of the scripts.
     *
     * @param answer receives the machine's id and the command
     */
    public ScriptedMachinery onExec(BiFunction<String, Exec, ExecOutcome> answer) {
        execs = Optional.of(answer);
        return this;
    }

    /** The main process of a running machine. */
    public Optional<ScriptedProcess> process(String machineId) {
        return Optional.ofNullable(running.get(machineId)).map(Running::process);
    }

    @Override
    public void start(Launch launch, Consumer<Exit> exited) {
        Script script = scripts.getOrDefault(launch.command().getFirst(), Script.IDLE);
        ScriptedProcess process =
                new ScriptedProcess(
                        launch,
                        exit -> {
                            running.remove(launch.machineId());
                            exited.accept(exit);
                        });
        running.put(launch.machineId(), new Running(script, process));
        script.started(process);
    }

    @Override
    public void signal(String machineId, String signal) {
        Running it = running.get(machineId);
        if (it != null) {
            it.script().signalled(it.process(), signal);
        }
    }

    @Override
    public void kill(String machineId) {
        process(machineId).ifPresent(ScriptedProcess::killed);
    }

    @Override
    public ExecOutcome exec(String machineId, Exec exec) {
        Running it = running.get(machineId);
        if (it == null) {
            return new ExecOutcome.NotPossible("the machine has no running main process");
        }
        return execs.map(answer -> answer.apply(machineId, exec))
                .orElseGet(() -> it.script().exec(it.process(), exec));
    }

    /** None: a script prints nothing. */
    @Override
    public List<OutputLine> output(String machineId) {
        return List.of();
    }

    @Override
    public Optional<String> healthProblem(String machineId, HealthCheck check) {
        Running it = running.get(machineId);
        return it == null
                ? Optional.of("the machine has no running main process")
                : it.script().healthProblem(it.process(), check);
    }

    @Override
    public Frozen freeze(String machineId) {
        return () -> {};
    }

    @Override
    public void close() {
        running.clear();
    }
}

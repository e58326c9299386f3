package dev.flysnap.hook;

/** Through a {@code fly proxy}, which goes on without it. */
record ProxiedWay(HookWay through, String where) implements HookWay {
    @Override
    public HookReply send(HookCall call) {
        return through.send(call);
    }

    @Override
    public String name() {
        return "flyctl";
    }

    @Override
    public void close() {
        through.close();
    }
}

package dev.flysnap.demo;

import java.util.function.Consumer;

/** The story of a drill that passes, and of one that finds what nobody had noticed. */
final class DrillChapters {
    private static final String FAST = "1m";
    private static final int FAILED = 13;

    private final FlysnapCommands commands;
    private final ShopOnFly shop;
    private final Consumer<String> chapter;
    private final Consumer<String> say;

    DrillChapters(
            FlysnapCommands commands,
            ShopOnFly shop,
            Consumer<String> chapter,
            Consumer<String> say) {
        this.commands = commands;
        this.shop = shop;
        this.chapter = chapter;
        this.say = say;
    }

    void tell() {
        chapter.accept("A snapshot, and the proof that it can be restored in time");
        commands.run("create", ShopOnFly.APP);
        say.accept("");
        commands.run("drill", ShopOnFly.APP, "--max-rto", FAST, "--max-rpo", "26h");

        chapter.accept("Some pages of the database are overwritten, and nobody notices");
        shop.damage();
        commands.run("create", ShopOnFly.APP, "--quiesce", "off");

        chapter.accept("The next drill does");
        commands.runTo(FAILED, "drill", ShopOnFly.APP, "--from", "latest", "--max-rto", FAST);
        say.accept("   exit code " + FAILED);
        say.accept("");
        commands.run("list", ShopOnFly.APP);
    }
}

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name>AnswerButton</name>
    <message>
        <source>Answer {n}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key {n}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnsweredChart</name>
    <message>
        <source>{0} % answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} % no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} % refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No operation has finished yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing finished yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} % of those ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answered {0:,} of {1:,} asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer {0:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refused {0:,}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>still waiting {0:,}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnsweredPairChart</name>
    <message>
        <source>% of tries that ended in a while</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>% of tries that ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, {0} waiting</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Arrangement</name>
    <message>
        <source>Panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tab that is shown folds its panel, or unfolds it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ArticleCard</name>
    <message>
        <source>Show why: {why}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ArticleList</name>
    <message>
        <source>The articles on {user}&apos;s screen</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Body</name>
    <message>
        <source>What is on {user}&apos;s screen</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BranchLanes</name>
    <message>
        <source>Branches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, {1}, run to {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>: this one is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}: {2}. Enter: go there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+{0} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: this one</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Branches</name>
    <message>
        <source>{0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stale reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lost acks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reads took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writes took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>violated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>judging</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: too few samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}, other than in the story</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BranchesPanel</name>
    <message>
        <source>Branches compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table of branches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run all to the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run all branches to the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of this branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name it…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter gives the branch that is shown this name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading what happened in {0}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is only the story. Do something by hand, now or in the past: that begins a branch, and here the two are compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of them as they stood at {0}. ≠: other than in the first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not every branch has been run to the end: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (this one)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the branch {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has been run to {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BusyChart</name>
    <message>
        <source>database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>web servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>full: {0} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Buttons</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>{story}: {n} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this model leaves out: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to take away</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CauseBar</name>
    <message>
        <source>Cause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What caused it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smallest cause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shrink the run to what this does not happen without</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for the smallest cause no further</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open what is left as a story of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save what is left as a preset file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>× Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close, and light everything again (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Presets (*.yaml)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for the smallest cause of {0}: {1} runs of {2} at the most, {3} of {4} things done are left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The search for the smallest cause was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The process that looked for the smallest cause has died: ask again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>{0}; 1 in {1} drawn</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} n={1}: too few samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: too few samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open ≈ {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unanswered {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latency of reads and writes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Staleness: how far behind is each server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ms behind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>% of what has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queues: who waits for a turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click: go to that moment, and select the operation there. Wheel, or a stroke across: see a part of time. The time line has the keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of time again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Half as much of time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Twice as much of time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save what the charts show: .png or .csv</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter does it · Tab completes · Up: what was done · Esc closes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} {usage}: {help}. Example: {example}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time runs on meanwhile, and a line counts from its Enter; pause halts it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter does it: {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> or </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here comes {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is called so: try fewer words, or other ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not now: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CompareCharts</name>
    <message>
        <source>Charts of both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Age of what was read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ms behind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>% of tries that ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answers a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time of each try</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click: go to that moment. The time line has the keys.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Left variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>=: asked the same as the other side; ≠: asked other things, so the two cannot be compared; ≈: from some moment on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the comparison (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All stories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is on the other side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked the same as “{0}”: they can be compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked other things than “{0}”: neither is the better one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked the same as “{0}” until {1}: they can be compared until then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the {0}: there is no room for all at once</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CompareTable</name>
    <message>
        <source>What it buys and costs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measures of both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left does better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right does better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>each does better in something</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be said: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: left {1}, right {2}: {3}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConsoleDialog</name>
    <message>
        <source>Console</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The line to type in a terminal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close, and leave the console as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The console is on: in a terminal, this line drives the window with the verbs of its command palette. Who has the key in that folder can do so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The console is off: nobody can drive this window from a terminal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch it off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch it on</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConsoleSign</name>
    <message>
        <source>● This window can be driven by ssh, at {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Copying</name>
    <message>
        <source>Save a picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name of the file ends in .png</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the clipboard: {0}, {1} × {2} pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: the picture cannot be written there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no folder {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first open a story: then it can be done again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the clipboard: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first open a story: here is only the gallery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture of {0} is in {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the comparison</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>both stages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all that is shown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Cover</name>
    <message>
        <source>Quorumscope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small social network on servers that you can slow down, cut and rewind: see why X and Y do not always see the same.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Doing</name>
    <message>
        <source>it happens when it is said: leave the time out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first open a story: then there is a cluster to act on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{line} cannot be done now: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A branch begins, «{name}»: what came after is kept in the other one. Ctrl+Z takes it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both go on to the next interesting event.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both are on their way to {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undone. Ctrl+Shift+Z does it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{verb}: that is not shown to an audience; Esc leads back to it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EditorCard</name>
    <message>
        <source>Correct {title} as {user}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✎ Correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new text of {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EditorScreen</name>
    <message>
        <source>+ New article</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a new article as {user}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The title of a new article</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its title…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text of a new article</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Publish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its text…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not published: give it a title first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EventLog</name>
    <message>
        <source>Event log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playhead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the row of the playhead in sight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0:,} of {1:,} events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0:,} found, {1} % searched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, without hidden {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has happened yet: play, or let one thing happen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the kind {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the request #{0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with «{0}»</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All that happened was at {0}, which the stage does not show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing happened in the span of time that is marked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No event is {0}. × All shows every event again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>who</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repairs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queues</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Members</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raft</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExampleBar</name>
    <message>
        <source>Example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often it happens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the first run in which it happens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for an example no further</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>× Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the search for an example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The process that looked for an example has died: ask again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for an example of: {0}. Seed {1} of {2}: {3}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seen in {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled. {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Explained</name>
    <message>
        <source>Point at anything, or go there with Tab: here it says what that is now.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportBar</name>
    <message>
        <source>How much of it is made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it no further</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open what was made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the folder that it is in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>× Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close what is told of the export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making {0}: its run is run again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making {0}: {1} of {2} pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is made: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was not made: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of its pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme of its pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file to make</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the file to make</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it looks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This file is there already: it will be replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files of this kind (*.{0})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportFormats</name>
    <message>
        <source>GIF</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MP4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Handout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A film of {0} s that moves wherever pictures are shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A film of {0} s with sharper letters, for a player.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One page: a film of {0} s, the words, the verdicts, the charts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To print: questions, pictures, and a sheet of answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One picture of one moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} Making it takes {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a few seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about ten seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about half a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>about a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>some minutes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportSpan</name>
    <message>
        <source>From</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The moment that says most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now, at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of it: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the charts show: they show all of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the charts show: {0} to {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>{0} is being made: wait for it, or say export off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing has been made yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was not made: nothing is left of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the process that made it has died</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Fact</name>
    <message>
        <source> (changed by the last event)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeedHeader</name>
    <message>
        <source>Show why {user} sees this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reads the feed again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⟳ Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh the feed of {user}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FeedScreen</name>
    <message>
        <source>What {user} writes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write something…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Feeds</name>
    <message>
        <source>The users&apos; screens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Film</name>
    <message>
        <source>At {time}: {what}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FilmScreens</name>
    <message>
        <source>and {n} more screens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {n} more screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{user} near {server}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing: {what}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… sending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>? unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ posted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seen from outside: {fate}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Fresh</name>
    <message>
        <source>after the ack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>n</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run − model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paper (error)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the PBS model predicts of these settings and delays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the trials have measured up to the playhead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>where the measured would be if the trials never ended, 95 times in 100</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how many were measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the difference, and whether the prediction is inside of the interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the PBS paper printed, and how far the model is off it here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fresh at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too few samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>99.9 % fresh from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p99.9 of reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>p99.9 of writes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} or more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>outside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predicted and measured</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FreshChart</name>
    <message>
        <source>Too few samples so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predicted, 95 % band</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured: too few samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measured, 95 % interval, n = {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no model of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predicted {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FreshPanel</name>
    <message>
        <source>Fresh reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fresh reads, by the time since the ack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>% of reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run has no trials. The stories “Disk or SSD?” and “Two continents” do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No trial has begun yet: press play.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PBS, probabilistically bounded staleness, predicts how stale reads are from N, R, W and how long messages take (Bailis and others, VLDB 2012).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The PBS model says nothing of these trials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PBS model: {0}; {1} trials of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It does not apply: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One interval in 20 lies beside the truth by luck alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} reads got no answer: they are neither fresh nor stale.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Stories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on where you stopped: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Glossary</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GlossaryDialog</name>
    <message>
        <source>The words of the field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for a word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play the example again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open this story here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See also</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the stories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No word here has «{0}».</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also called: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the story of this example at its moment</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GlossaryDoor</name>
    <message>
        <source>no word of the field is called «{0}»</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Goal</name>
    <message>
        <source>Your turn: break it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your turn: survive it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GoalCard</name>
    <message>
        <source>Try it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show me one way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the start</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Handout</name>
    <message>
        <source>seed {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question {n}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>N = {n} home servers of each thing, R = {r}, W = {w}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before you look at the pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room for notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happens here, and why?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was promised, and what held</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it teaches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this model leaves out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>promised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not promised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>{user}&apos;s screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>near {server}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>near {server}, hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{user}&apos;s feed: {badge}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{user}&apos;s screen: {badge}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fresh at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>behind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing read yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HeatMap</name>
    <message>
        <source>{0}; {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shown</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Initial</name>
    <message>
        <source>Select {user}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is known of {user}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>× Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select nothing (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is selected. Click a server, a link, a message, an operation or a user: on the stage, on the time line, on a screen or in a receipt. On the stage Up and Down walk all that is there, and Enter offers what can be done. Here is told all that is known of it at this moment, and ▸ marks what the last event changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is known of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a step (→) marks what it changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the last event, at {0}, changed nothing of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>▸ changed by the last event, at {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While a story is presented:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> or </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the stage: Up and Down walk it, Enter offers what can be done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On its legend, which comes last: Enter hides a kind of message, or shows it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the time line: Up and Down walk the operations, Enter opens a receipt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On the branches below it: Up and Down walk them, Enter goes to one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While the story asks something: 1 to 6 answer it, Space goes on without.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>look for anything that can be done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>play, pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>let one thing happen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>go back before the last thing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one second of yours on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one second of yours back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>twice as fast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>half as fast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next fault, stale read, conflict, unknown outcome or verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>previous one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>back before your last command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>your last command again, after it was undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all stories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>save the run, with all that you did in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open a recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>make a film, a page, a handout or a picture of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a picture of all that is shown, to the clipboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next theme: dark, light, projector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>larger letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>smaller letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the verdicts below the stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the receipt of the last operation that has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what is known of what is selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what adding servers buys, where there is a load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the map of what other settings would cost and give</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the charts again (also Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>half as much of time in the charts, around the playhead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>twice as much</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all of time in the charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what trials measure, beside what is predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two runs side by side on one clock (Esc: one again)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>present the story to an audience</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to the next region: stage, story, screens, time, panels, bar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to the one before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>close the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what am I looking at: point at anything, and it is told</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the words of the field, and ten seconds that show each of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on to the next sentence; on the way there, at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the audience sees nothing, or the run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what the audience answers, A to F, while it is asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no longer present: back to where you were</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KindsKey</name>
    <message>
        <source>Kinds of messages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Lamp</name>
    <message>
        <source>✓ holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ violated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>? unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>○ not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… judging</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>promised, broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>promised</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LatencyChart</name>
    <message>
        <source>{0}; 1 in {1}, and the slowest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No operation has finished yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing finished yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last {0} {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LatencyPairChart</name>
    <message>
        <source>reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} p99 {1}, n={2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none ended</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>and {n} more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LessonFoot</name>
    <message>
        <source>‹ Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the step before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next ›</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play on to the next step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Then next…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On its way…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time is on its way: Next will be done when it has arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go there ›</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the next step at once</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LessonPanel</name>
    <message>
        <source>The lesson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to take away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What this model leaves out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>‹ Back to the story</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the story</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before the first thing that you did; it is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the story says is measured in the run that you see: ✓ came out so, ✗ did not, ○ is still to come</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now try: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the story says, checked in this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The story and its steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restart the story</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question {n}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You left the story at {time}. What it says from there need not hold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With {settings} what the story says need not hold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>held</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>did not hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A user&apos;s own way to a server, however far it is, takes no time here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogFilters</name>
    <message>
        <source>Search the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search: lunch, or at=B kind=stored who=X op=88</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kinds of events that are shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At which server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of which user</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>× All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all events again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all kinds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} kinds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at any server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of anybody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>× Following {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show only what belongs to the request that is selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all requests again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogTable</name>
    <message>
        <source>Events</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MishapBar</name>
    <message>
        <source>Copy report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> {0} times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✕ Something went wrong in the program{0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of the run is kept, with its branches: once it is closed, the gallery offers it. What is shown of it was saved to {0} as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MissingRow</name>
    <message>
        <source>missing: {what}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NextPanel</name>
    <message>
        <source>What comes next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First a question. What comes next is told once it is answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As things stand at this moment; what happens before may change it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing more will happen by itself: nothing is under way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next {0} of {1:,}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} messages are held on their way.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NextRow</name>
    <message>
        <source>in {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}. Run until then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} at {1}. Click: run until it has happened</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>The same story with seed {0}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OpeningBar</name>
    <message>
        <source>How much of the run has been run again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is opened: its run is run again, and compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Understood</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Pace</name>
    <message>
        <source>express</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: all this machine can</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recorded on {0}, shown in real time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recorded on {0}, shown {1} times as fast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recorded on {0}, slowed {1} times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>express: drawn {0} times a second, {1} events/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}… Space: stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>until #{0} has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>until the next event at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>until {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waits while you read the step; Next goes on</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PairChart</name>
    <message>
        <source>left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No operation has finished yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Hide all {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the {0} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all messages again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all messages and servers again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variant: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of this story, from its start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Story {number}: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Word: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first open a story</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaletteField</name>
    <message>
        <source>What do you want to do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What do you want to do? A few words, or a line such as: crash A</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PaletteList</name>
    <message>
        <source>What can be done</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PanelMenu</name>
    <message>
        <source>Panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All back where they were</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy a picture of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save a picture of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All that is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Panels</name>
    <message>
        <source>Story</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Screens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fresh reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trade-off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space-time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Event log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Branches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PeopleFinder</name>
    <message>
        <source>Find somebody by name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} people: find one by name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PeopleMenu</name>
    <message>
        <source>People ▾</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>People of {user}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow, unfollow, friends and the home server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Home server: {server}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (friends ⇄)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unfollow {other}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow {other}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} others: say «follow {user} NAME» in the palette (Ctrl+K)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody else is here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>friends with {users}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follows {users}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follows nobody</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Personal</name>
    <message>
        <source>This shows now, and cannot be kept for the next start: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Pictures</name>
    <message>
        <source>{0}. {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed {0}, at {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} beside {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changed by hand from {0} on</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PostCard</name>
    <message>
        <source>Reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reply to {number} as {user}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What can be done with this post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More about {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete this post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select what wrote it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} versions, written without seeing each other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Post {number} by {author}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… sending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>? unknown: it may or may not have been written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ posted; {user} has not refreshed since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{sign} unknown to {user}; seen from outside: {fate}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Like {number} as {user}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>♥ {n} liked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{user} likes this: take the like back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>earlier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{age} ago</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PostList</name>
    <message>
        <source>No posts to show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What {user} sees</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PresentPage</name>
    <message>
        <source>What the audience sees</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Presenter</name>
    <message>
        <source>Presenter - Quorumscope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All places of the story</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is said, what comes next, and notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>‹ Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next ›</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the place before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On to the next place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The audience sees nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No longer present</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{where}, seed {seed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shown is: {what}. PageDown leads back here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On its way. PageDown goes there at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the last one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{whole}  ({here} here)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Presenting</name>
    <message>
        <source>first open a story: then it can be presented</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>first present the story (F5)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>{answer}  ‹ your answer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QuestionCard</name>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skip this question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receipt ›</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The receipt of what was asked about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show me why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your answer: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ Right: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ Not so: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>○ Skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the answers: this run is not as its story has it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run shows: {text}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QuestionLink</name>
    <message>
        <source>To question {n}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>How do X&apos;s changes at server A reach Y at server B, and back?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happens if A crashes, or A and B cannot talk?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does Y always see fresh data after Y&apos;s own changes?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do more servers give better performance?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueuesChart</name>
    <message>
        <source>Nobody has waited yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody waits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QuorumBar</name>
    <message>
        <source>Quorumscope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>N: how many servers keep a copy of each thing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>R: how many answers a read waits for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>W: how many acks a write waits for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User session: does a user stay with one server?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read repair: does a read bring behind servers up to date?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the crowd asks. Open: as they come, whatever becomes of their requests. Closed: a few users who each wait for the answer first. They ask a slow server less often, so that its worst moments are hardly seen: coordinated omission.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variant of this story</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All stories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Present</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What am I looking at?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Panels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no read repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>blocking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raft decides: {r} of {n}, a majority, confirm who leads at each read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raft decides: a leader answers reads alone, without a check that it leads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raft decides: every server is to hold everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raft decides: {w} of {n}, a majority, hold a write before its ack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is demanded: whichever server is asked answers as it can</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user stays with one server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The device remembers what was seen and written; a server that is behind that waits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The device remembers the same; a server that is behind asks one that has it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The device remembers the same; a server that is behind refuses the read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A user&apos;s writes are taken in everywhere in their order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A write is taken in only after what its user had seen before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A write is taken in only after all that came before it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same, and a read shows nothing without what came before that</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sticky</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token, wait</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token, forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>token, refuse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>own order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>causal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>causal, whole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>open load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>closed load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here an old answer does no harm.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RatesChart</name>
    <message>
        <source>asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No part of the axis is over yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asked {0}, answered {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReadAgeChart</name>
    <message>
        <source>{0} stale of {1} reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has been read yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReaderCard</name>
    <message>
        <source>Read {title} as {user}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>⟳ Read</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RealRuns</name>
    <message>
        <source>This run was played before. Ctrl+Z and Ctrl+Shift+Z lead on from it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This happened on {0} just now. Play shows it slowed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Played again on {0}, and shown from there on. What came before can differ by milliseconds: a real clock is no seed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: real servers would have to play the story again; Esc leads out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: the story is played again on real servers.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReceiptDrawing</name>
    <message>
        <source>home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no home</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the write set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in the read set</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>has it since {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its ack came at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>was looked at at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its reply came at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no copy came</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} too late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>acknowledged {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answered {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReceiptLines</name>
    <message>
        <source>What is on the receipt</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReceiptPanel</name>
    <message>
        <source>Receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>‹</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The operation before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>›</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The operation after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show me ›</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the moment that decided it, and light what mattered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain it in a few sentences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>× Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the receipt (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lanes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click an operation on the stage, or double-click one on the time line (Up, Down and Enter there): here is told who answered it, when, and by how much.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>#{0} has not begun at this moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>acknowledged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown, then {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecentRuns</name>
    <message>
        <source>Recent runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>watched only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 command of yours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} commands of yours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RecordClock</name>
    <message>
        <source>The run is saved: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was done last in the run before is not kept: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From now on runs are not kept by themselves: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunTile</name>
    <message>
        <source>Open the run: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens the run where it stood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget the run: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget it: the recording is deleted</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Runs</name>
    <message>
        <source>Open a recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was done by hand is a scenario now: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run is a story now, with all that was done in it: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no runs are kept here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recordings (*{0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scenarios (*{0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stories (*{0})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sentence</name>
    <message>
        <source>What if? {done}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Servers</name>
    <message>
        <source>too few samples</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServersChart</name>
    <message>
        <source>nothing measured yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ServersPanel</name>
    <message>
        <source>What did adding servers buy?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answers/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Throughput at the most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting at this load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>% of the time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Busy at this load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Web servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database servers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Against the number of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What they bought</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure what adding servers buys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What did adding web servers buy?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What did adding database servers buy?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure runs this story&apos;s load on one server, on two, and so on: how many requests they answer, how long people wait, and who is busy. It goes on beside the story, which it does not change. {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to measure: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> These stories have a load, and servers that take time: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Quorums</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Homes that do not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clocks and disks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Users</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values that merge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Web servers</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reduced motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stories ask what will come</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Console…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Console</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projector: large letters, strong contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of letters, in per cent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget my progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remember my progress again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{told} told, {right} of {answered} predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Letters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A way lights up once for a message, nothing glides.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept for the next start. Pictures from the command line do without.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Settings of the cluster</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Side</name>
    <message>
        <source>left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage, {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SpaceTime</name>
    <message>
        <source>lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, held</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stands still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 in {0} of {1:,} messages drawn, and every lost one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 in {0} of {1:,} messages drawn, and 1 in {2} of the lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>requests under way as a curve: up to {0:,} at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>requests under way as a curve: up to about {0:,} at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what {0} works at is left out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SpaceTimeCanvas</name>
    <message>
        <source>Space-time diagram</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SpaceTimePanel</name>
    <message>
        <source>Space-time diagram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which lanes are in sight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The axis is time as it passes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By events</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The axis is the log: each event is a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the whole run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>−</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at more of the run (− or the wheel)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look closer (+ or the wheel)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the playhead in sight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>× Span</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark no span any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Put the servers back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy a picture of the stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save a picture of the stage…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ack</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read reply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>anti-entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stream</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vote, heartbeat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a copy to store, which the server that was asked sends to each home of what is written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>acks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>word that a server has stored a copy; a write waits for W of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a question to homes of what is read; a read waits for R replies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read replies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what a server holds of what a read asks for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>repairs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>after a read, the newest that it found, sent to a server that was behind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hints</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a write kept for a home that did not ack, sent there once it can be reached again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>anti-entropy messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from time to time two servers compare hash trees of what they hold, and send one another the rows that differ: so they become alike again, whatever was lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>streams</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rows that a server takes over because servers join or leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>votes and heartbeats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>servers vote for a leader, who sends the others its log, and heartbeats while it leads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lost messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what never arrives: dropped on a link, cut off, or sent to a server that is down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>draw a line across links to cut them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show me ›</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No servers here yet: choose a story in the gallery, or open a scenario.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>only what mattered is lit (Esc: all)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>user {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hidden: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>server {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>servers {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 server hidden: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} servers hidden: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} servers hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} hidden, with links and messages; a click or Enter shows all of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} hidden, with {1}, links and messages; a click or Enter shows all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>legend: {0}: {1} (hidden: a click or Enter shows them)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>legend: {0}: {1} (a click or Enter hides them)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StageMenu</name>
    <message>
        <source>the stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What can be done with {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StageView</name>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The stage: nothing is here. A line drawn across links cuts them.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StalenessChart</name>
    <message>
        <source>No server has been behind yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none behind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fresh reads: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stale reads: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepRow</name>
    <message>
        <source>not told before its time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to come</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not told: the story was left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {n}, {state}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>{letter} one less</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{letter} one more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at least 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at most {n} here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StoryTile</name>
    <message>
        <source>lost write</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two owners</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>came back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>own post gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>went back in time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edits discarded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stale read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>out of order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown outcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>old, and fine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writes cross</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>server down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>link cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>long queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>many trials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a crowd</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all fresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the story: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>▶ plays for {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} variants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>story {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture, at {moment}: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>★ Try this first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>● open now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ told</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>◐ told in {n} of {m} variants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {m} predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ goal reached</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>show me ›</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compare alike ›</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare two that are asked the same: “{0}” and “{1}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the first difference</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two are asked different things:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has happened yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No difference so far.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every arrival, message and fault has been the same in both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First difference at {0}:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sweep</name>
    <message>
        <source>the picture cannot be written there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing else is as fast and as fresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>something else is better in one and not worse in the other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, requests without an answer {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}{1}: latency {2}, stale reads {3}{4}; {5}; {6} runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, as in the run that is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: in some run nothing was answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: not run yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}; {2} runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of a read and of a write together, in ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of a read, in ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stale reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read and write together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reads&apos; latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writes&apos; latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>requests without an answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}, in {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, in {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SweepCanvas</name>
    <message>
        <source>Heat map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trade-off map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}. A click opens it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1}: {2}. Enter: open it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SweepChoice</name>
    <message>
        <source>Setting from top to bottom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting from left to right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>down: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>across: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is held at</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sweeps</name>
    <message>
        <source>The run of the sweep with {0} and seed {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is nothing to save: no run of a sweep is done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the sweep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables (*.csv);;Rows, to be opened again (*.jsonl);;Pictures (*.png)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sweep is in {file}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name of the file ends in {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TermStage</name>
    <message>
        <source>The example, live: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On its way to {0}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{now}, and {span} take {n} s here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TermText</name>
    <message>
        <source>Words that are explained: {0}. Enter opens one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThroughputChart</name>
    <message>
        <source>measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>formula</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped helping at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>USL fit s = {0}, k = {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThroughputPairChart</name>
    <message>
        <source>asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no crowd yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} answered now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} asked now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No part of the axis is over yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimeDock</name>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimeLine</name>
    <message>
        <source>Time line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}. Enter: its receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click: go to {0}. Double click: the receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time line: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>still so</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1} to {2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} faults, {1} operations, {2} stale reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>writes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>load, faults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>story</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>branches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} at {1}, in {2}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TitleBar</name>
    <message>
        <source>Float {0}, or put it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Command palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show me ›</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TradeOff</name>
    <message>
        <source>{0}: what freshness costs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>● nothing else is as fast and as fresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>◇ something else is better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bars: 95 % intervals over {0} runs each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reads that were stale</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TradeOffPanel</name>
    <message>
        <source>Trade-off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many of the runs are done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latency against stale reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heat map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One measure, two settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the sweep: .csv, .jsonl or .png</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is varied, and over which seeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is drawn, and how it was measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What freshness costs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run no further settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run what is left of the sweep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the story under all these settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, about {0} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} runs are done, and kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The process that runs them has died after {0} of {1} runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} runs. A click on a point opens its run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to draw yet: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fuller a cell, the greater its figure. A click opens its run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sweep runs this story under every R and W, with twenty seeds each, beside the run that is shown: each is a point between latency and stale reads, and a click opens its run. Other settings can be varied as well: write them into the field, as read_repair=off,async.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>R and W can only be 1 here, as N is. </source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>of {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed {0} for both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verdicts: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing here is left to luck: any seed gives this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was recorded on real servers: played again, it takes another course</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous interesting event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next interesting event</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why time stands here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed and commands give the same run, always</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slower (J)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faster (L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each verdict, and what it hangs on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long simulated time lasts on your clock (J, L); rightmost: express</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>until ▾</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed in words</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Unfinished</name>
    <message>
        <source>! The last run was not closed: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UntilMenu</name>
    <message>
        <source>Until {0}&apos;s {1} (#{2}) has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until the story&apos;s next step, at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until the next event at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the end, {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play until an operation has ended, or something happens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UserScreen</name>
    <message>
        <source>{user}&apos;s screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show why {user} is told this</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Verbs</name>
    <message>
        <source>The user writes a post</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user comments on a post seen before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user likes a post seen before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user takes a like back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user gives a post another text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user deletes one of their own posts or comments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user follows another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user follows another no more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user reads the posts of all followed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user opens another&apos;s wall</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user hides the own wall&apos;s page from another (feeds do not ask)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user shows the own wall&apos;s page to another again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The editor of a site of articles publishes one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The editor gives an article another text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody opens an article</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody new takes a user name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A user begins a user session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s process dies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A server that is down comes back with what its disk holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s disk is lost for good, and the server is down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time stands still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A paused server goes on with all that has arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server, or its disk, takes so much longer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s disk is full, or has room again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server&apos;s wall clock jumps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A server that follows the primary makes writes readable so late (PostgreSQL alone)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is the primary from now on, and the others follow it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server follows the primary again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new server joins, and streams what it will be a home of (none named: from the homes that it takes over from)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A server streams what it holds to the new homes, and then is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is lost, and a new machine takes the name and streams what it needs (none named: from a majority of the other homes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing passes these links</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These links pass messages again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One message in flight, or all on these links, stay where they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was held goes on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Links lose, duplicate, reorder and delay messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is sent there from now on takes so long (no link named: everywhere), as presets say it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random faults, so many a second of each kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Many users read and write pages, several at once if so told</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So often</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes one message in flight off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Has one message in flight arrive later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Has one message in flight arrive twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes a setting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What one user&apos;s session demands from now on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user is near another server from now on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The user&apos;s account is closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something that must hold at that moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time runs, to the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to before anything has happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lets the next single thing happen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes back before the last single thing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes on to the next fault, stale read, conflict, unknown outcome or verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes back to the last fault, stale read, conflict, unknown outcome or verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to a moment of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers what the story asks before it shows, and time runs on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Simulated seconds in a second of yours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the story in another variant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs the story on the embedded cluster, which computes it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two runs side by side on one clock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes back before the last command given by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Does again what was undone last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes back to the story, before the first thing done by hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to another branch of the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gives the branch that is shown a name of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs every branch to the end, so that they can be compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begins what the story asks you to bring about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens a story by its number or slug, or a recording (none named: asks which)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closes the window, or ends the console&apos;s session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saves the run with all that was done in it (none named: asks where)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes one of the recent runs away for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows all stories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows who answered an operation when, and by how much</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explains an operation in a few sentences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to the moment that decided an anomaly, and lights only what mattered to it (none named: everything is lit again)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks for the smallest run that has this anomaly still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks for a run of this story, with other luck, in which this happens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows a panel (fresh: what trials measure, beside what is predicted)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hides a panel, until it is shown again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leaves only the tabs of the panels below the stage, or unfolds them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offers all panels, those that are hidden too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts all panels back where they were at first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marks one thing in every view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows what can be done with a thing now, and why not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows what an expression of JMESPath about the state comes to now, and what the last event changed of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Has the charts show a part of time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saves the charts as a picture (.png) or as a table (.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture of this goes to the clipboard (none named: of all that is shown), or the line for a terminal that does the run again, with what was done by hand in a scenario</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saves a picture of this (none named: of all that is shown; no file: asks for one)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes a film, a picture, a page or a handout of the run, beside it (no file: asks)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Narrows the event log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Narrows the event log to a span, marked in the space-time diagram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measures what adding servers buys, beside the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs the story under each of these settings with many seeds, beside the run (none named: what is left of the last, or R and W from 1 to N)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tells in one sentence whatever is pointed at, or has the focus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the story to an audience, sentence by sentence, on the second screen where there is one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes to the next place of the story that is presented, to the one before, or to one by its number, whatever was done meanwhile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Darkens what the audience sees, or shows it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes the colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Makes all letters larger or smaller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether anything glides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether a story asks what will come before it shows it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks for anything that can be done, by a few words of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows what can be set for the person who looks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tells what a word of the field means, and shows ten seconds of a story in which it is seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shows the keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tells what a verb takes, with an example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lets you drive this window by ssh with these same verbs, from this machine alone unless another address is written twice</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VerdictPanel</name>
    <message>
        <source>Verdicts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VerdictRow</name>
    <message>
        <source>Show me ›</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Example…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select operation {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select this operation, which shows it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>violated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>judging</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>promised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not promised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>promised, and broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show where {0} broke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for a run with other luck in which {0} is broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click: the receipt of what broke it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Verdicts</name>
    <message>
        <source>… judging</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ {0} violated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>◐ {0} broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>? {0} unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ {0} hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>○ nothing to judge yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as of {0}, judging…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Views</name>
    <message>
        <source>Save the charts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and tables (*.png *.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name of the file ends in .png or .csv</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The charts are in {file}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WaitChart</name>
    <message>
        <source>mean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 in 100 waits longer (p99)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>more than they can do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} gave up: ≥ as long as they waited</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no steady value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WatchNames</name>
    <message>
        <source>What there is to ask about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A click on a name, or Enter, watches it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WatchPanel</name>
    <message>
        <source>Watch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expression to watch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An expression in JMESPath, such as servers[?state==&apos;up&apos;].name; Enter watches it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>× All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch nothing any more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is watched. Write an expression about the state of the run, or choose a name from the list: its value is shown at every moment, ▸ marks what the last event changed, and time can run until it becomes true. For example:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is watched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing changed at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>▸ changed at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WatchRow</name>
    <message>
        <source>run until</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (was {0})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (changed by the last event)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run until true</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play until {0} becomes true</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is true now, and has to become so anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run until not empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play until there is something in {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is now, and it has to become empty first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play until {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch {0} no more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Where</name>
    <message>
        <source>Run this story on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A cluster inside this program: the same seed, the same run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of the story has been played</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play it no further</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play it on servers now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make real servers, and play the story on them once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>embedded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PostgreSQL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It ran on {0}. </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the story says is told as far as it was so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has happened yet, for it has not been played on any servers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A process is started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Real servers: those of `quorumscope cluster up`, if it has the story&apos;s, else some that are made for it and removed afterwards. What happens there is recorded, and then shown slowed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was not played: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Writer</name>
    <message>
        <source>Sends it (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was sent: write something first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent: {length} characters, {most} at most. Your text is kept.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>panel</name>
    <message>
        <source>The process that measures has died after {0} of {1} points.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled after {0} of {1} points.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>p50: half of them took no longer. p99: 99 of 100 took no longer, and 1 in 100 took longer. p99.9: 1 in 1,000 took longer. In brackets is where each may lie; n: how many there were.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stands still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>real time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} x real time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 s lasts {0} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 ms lasts {0} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 µs lasts {0} s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>

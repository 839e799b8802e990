"""Words by which names are told from other words with a capital letter."""

from __future__ import annotations

from typing import Final

GIVEN: Final = frozenset(
    """
    aaron adam adrian agnes ahmed aisha alan albert alejandro alex alexander alexandra alfred ali
    alice amanda amelia amina amy ana andrea andreas andrew angela anita ann anna anne annette
    anthony antonio arthur astrid barbara beatrice ben benjamin bernard beth betty brenda brian
    bruno camille carl carla carlos carmen carol caroline catherine cecilia charles charlotte
    chen chloe chris christian christina christine christopher claire clara claudia colin
    craig cynthia daniel daniela david deborah denise dennis diana diego dieter dmitri
    dominic donald donna doris dorothy doug douglas edith edward eileen elaine eleanor elena eleni
    elisabeth elizabeth ella ellen emil emily emma eric erich erika ernst esther ethan eva evelyn
    fatima felix fernando fiona florence francesca francesco francis francisco frank franz fred
    frederick friedrich gabriel gary geoffrey george georg gerald gerhard gertrud gillian giovanni
    giulia giuseppe gloria gordon graham greg gregory gudrun guido gustav hannah hans harold harry
    hassan heather hector heidi heinrich heinz helen helena helga henri henry herbert hiroshi
    howard hugh hugo ian ibrahim ingrid irene isabel isabella ivan jack jacob jacqueline jakob
    james jamie jan jane janet janice jason javier jeffrey jennifer jenny jeremy jessica joan
    joanna joe johan johann johanna john jonas jonathan jorge jose joseph josef joshua joyce
    juan judith judy julia julian julie jurgen jürgen karen karin karl katharina katherine kathleen
    katrin keith ken kenneth kevin klaus kumar larry laura lauren leah leo leon leonard leonie
    leslie lewis lilian lily linda lisa lois lorenzo louis louise luca lucas lucia lucy luis
    luisa lukas luke lydia maggie malcolm manuel marcel marco marcus margaret margarita margrit
    maria mariam marianne marie mario marion marjorie marta martha martin martina mary
    mathias matthew matthias maurice max maximilian megan mei melanie melissa michael michel
    michelle miguel mike mohamed mohammed monica monika muhammad nadia nancy natalia natalie
    nathan neil nicholas nicola nicole nigel nina noah nora norman oleg olga oliver olivia omar
    oscar oskar otto pablo pamela pascal patricia patrick paul paula pauline pedro peter petra phil
    philip philippe phyllis pierre priya rachel ralph ramon raymond rebecca regina reinhard
    renate richard rita robert roberto roger roland ronald rosa rosemary rosie roy
    rudolf russell ruth ryan sabine salma sam samantha samuel sandra sarah scott sean sebastian
    sergei sergio sharon sheila shirley silvia simon simone sofia sonja sophia sophie stanley
    stefan stefanie stella stephanie stephen steve steven stuart susan susanne suzanne sven
    sylvia tanja tanya ted teresa theodor theresa thomas tim timothy tina tobias tom tomas tony
    tracy ulrich ulrike urs ursula valerie vanessa vera veronica victor victoria vincent
    virginia vladimir walter wanda wendy werner wilhelm william wolfgang xavier yasmin yolanda
    yuki yusuf yvonne zoe
    """.split()  # noqa: SIM905
)
"""Given names that are common in several languages and are no other word of English."""

ALSO_WORDS: Final = frozenset(
    """
    april art bill carry dawn dean drew faith gene glen grace grant guy hazel hope iris
    ivy jay jean jim joy june lance lee mark may nick pat pearl ray rich rob robin rose ruby
    sue summer violet will wayne
    """.split()  # noqa: SIM905
)
"""Given names that are words as well: names only beside a capital that nothing explains."""

NOT_NAMES: Final = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
    sat sun january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec christmas easter morning afternoon evening
    week weeks month months day days year years today tomorrow yesterday spring summer autumn
    winter

    left right both affected unaffected other arm arms hand hands finger fingers thumb wrist elbow
    forearm shoulder shoulders trunk back neck head face eye eyes vision hip knee ankle foot feet
    toe toes heel leg legs thigh calf pelvis spine chest core scapula clavicle humerus radius ulna
    femur biceps triceps deltoid quadriceps hamstring hamstrings gluteus achilles rotator cuff
    upper lower limb limbs proximal distal medial lateral anterior posterior skin heart lung lungs
    brain stem pons cerebellum thalamus basal ganglia frontal parietal temporal occipital

    reach reaching grasp grasping grip pinch release lift lifting carry carrying place placing put
    pick picking throw catch point pointing push pull step steps stepping stand standing sit
    sitting walk walking turn turning lean leaning bend bending stretch stretching hold holding
    rest resting start stop go up down over under forward forwards backward backwards sideways
    inward outward bilateral unilateral bimanual mirror warm cool set sets repetition repetitions
    rep reps level levels exercise exercises session sessions game games task tasks play playing
    balance stairs stair gait transfer transfers reaction movement movements range motion strength
    strengthening endurance speed accuracy coordination dexterity flexion extension abduction
    adduction rotation pronation supination orchard kitchen forest basket apple apples cup cups
    glass ball balls block blocks box peg pegs hole nine six ten minute metre meter bed bath
    button buttons jar door key spoon fork knife plate shirt shoe shoes dressing eating drinking
    writing typing cooking washing gardening shopping driving

    stroke ischaemic ischemic haemorrhagic hemorrhagic haemorrhage hemorrhage infarct hemiparesis
    hemiplegia tetraparesis paraparesis paresis paralysis spasticity tone ataxia tremor rigidity
    neglect hemianopia aphasia dysarthria apraxia diplopia vertigo dizziness fatigue pain ache
    sore stiff swelling oedema edema subluxation contracture fracture fall falls fallen seizure
    epilepsy diabetes hypertension blood pressure pacemaker shunt implant osteoporosis arthritis
    surgery parkinson parkinsons multiple sclerosis traumatic injury incomplete spinal cord
    cerebral palsy ms tbi sci cp tia cva copd dvt mri ct ecg ekg eeg icu adl adls iadl rom arom
    prom mmt botox botulinum baclofen levodopa medication aspirin alzheimer raynaud sudeck
    guillain barre broca wernicke wallenberg charcot babinski romberg

    fugl meyer berg barthel rankin ashworth tardieu borg romberg wolf motor function action
    research test tests scale index score timed chedoke mcmaster jebsen taylor purdue pegboard
    montreal cognitive assessment mini mental state stroop trail making catherine bergego goal
    attainment canadian occupational performance measure modified nottingham extended activities
    daily living functional independence ambulation category tinetti dynamic romberg bobath pnf
    vojta perfetti brunnstrom constraint induced therapy cimt

    physical physio physiotherapy physiotherapist therapist therapists doctor nurse ward clinic
    hospital home rehab rehabilitation unit centre center outpatient inpatient team family wife
    husband daughter son mother father sister brother partner caregiver carer patient patients
    client person people
    headset controller controllers wheelchair walker cane crutch crutches orthosis splint brace
    sling chair table seat belt cushion glasses hearing aid quest meta vive pico valve reachwell
    vr xr english german french italian spanish portuguese dutch polish turkish russian arabic
    chinese

    i he she they it we you his her their its our your my him them us me who what which when where
    why how this that these those there here the a an and or but if then so because while as at
    by for from in into of off on onto out to with without within between after before during
    until since about above below near again also always never often sometimes only just still
    already not no yes ok please note caution cautions goal goals plan aim target targets
    can cannot could would should will must may might do does did done has have had is are was
    were be been being get gets got needs need wants want likes like prefers use uses used using
    avoid allow watch check ask asks tell tells see sees keep keeps make makes try tries work works
    feel feels feeling say says said reports report increase decrease improve improves improved
    reduce gentle slow fast quick light heavy hard easy easier harder good better best bad worse
    worst poor fair mild moderate severe full part partial more most less least few many much some
    any all each every none one two three four five seven eight eleven twelve first second third
    last next new old long short high low near far large small big little early late soon now
    once twice daily weekly independent independently assisted assistance supervision supervised
    safe safely unsafe risk known allergic allergy latex wears lives tires tired
    """.split()  # noqa: SIM905
)
"""Words of a clinic, days, months and common words: a capital makes no name of them."""

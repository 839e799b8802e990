"""The papers that entries cite, by the name they are cited by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

OURS: Final = "this program"
"""The source of what is defined here and nowhere else."""

REFERENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Aksdal et al. 2025": "Aksdal C, Jørgensen V, Opheim A, Rennie L. Reliability of upper "
        "limb kinematic variables: adults with unilateral cerebral palsy performing a standardized "
        "drinking task. J Rehabil Med 2025; 57. doi:10.2340/jrm.v57.42583",
        "Alt Murphy et al. 2011": "Alt Murphy M, Willén C, Sunnerhagen KS. Kinematic variables "
        "quantifying upper-extremity performance after stroke during reaching and drinking from a "
        "glass. Neurorehabil Neural Repair 2011; 25:71.",
        "Balasubramanian et al. 2015": "Balasubramanian S, Melendez-Calderon A, Roby-Brami A, "
        "Burdet E. On the analysis of movement smoothness. J NeuroEng Rehabil 2015; 12:112.",
        "Borg 1982": "Borg GA. Psychophysical bases of perceived exertion. Med Sci Sports Exerc "
        "1982; 14:377.",
        "Brihmat et al. 2020": "Brihmat N et al. On the reliability of kinematic measures of the "
        "ArmeoSpring exoskeleton after stroke. 2020. PMC7523068",
        "Chuang et al. 2014": "Chuang LL, Wu CY, Lin KC, Hsieh CJ. Relative and absolute "
        "reliability of a vertical numerical pain rating scale supplemented with a faces pain "
        "scale after stroke. Phys Ther 2014; 94:129.",
        "Coderre et al. 2010": "Coderre AM et al. Assessment of upper-limb sensorimotor function "
        "of subacute stroke patients using visually guided reaching. Neurorehabil Neural Repair "
        "2010; 24:528.",
        "Collins et al. 2018": "Collins KC, Kennedy NC, Clark A, Pomeroy VM. Kinematic components "
        "of the reach-to-target movement after stroke for focused rehabilitation interventions: "
        "systematic review and meta-analysis. Front Neurol 2018; 9:472.",
        "Connell et al. 2014": "Connell LA et al. On the intensity of a structured upper limb "
        "exercise programme in stroke rehabilitation. 2014.",
        "Cornec et al. 2024": "Cornec G et al. Measurement properties of movement smoothness "
        "metrics for upper limb reaching movements in people with moderate to severe subacute "
        "stroke. J NeuroEng Rehabil 2024; 21:90.",
        "Farrar et al. 2001": "Farrar JT, Young JP, LaMoreaux L, Werth JL, Poole RM. Clinical "
        "importance of changes in chronic pain intensity measured on an 11-point numerical pain "
        "rating scale. Pain 2001; 94:149.",
        "Fitts 1954": "Fitts PM. The information capacity of the human motor system in controlling "
        "the amplitude of movement. J Exp Psychol 1954; 47:381.",
        "Flash and Hogan 1985": "Flash T, Hogan N. The coordination of arm movements: an "
        "experimentally confirmed mathematical model. J Neurosci 1985; 5:1688.",
        "Fritsch and Butland 1984": "Fritsch FN, Butland J. A method for constructing local "
        "monotone piecewise cubic interpolants. SIAM J Sci Stat Comput 1984; 5:300.",
        "Frykberg et al. 2021": "Frykberg GE, Grip H, Alt Murphy M. How many trials are needed in "
        "kinematic analysis of reach-to-grasp? A study of the drinking task in persons with "
        "stroke and non-disabled controls. J NeuroEng Rehabil 2021; 18:101.",
        "Jeannerod 1984": "Jeannerod M. The timing of natural prehension movements. J Mot Behav "
        "1984; 16:235.",
        "Kanzler et al. 2020": "Kanzler CM et al. Technology-aided assessment of functionally "
        "relevant sensorimotor impairments in arm and hand of post-stroke individuals. "
        "J NeuroEng Rehabil 2020; 17. doi:10.1186/s12984-020-00748-5",
        "Kesar et al. 2011": "Kesar TM, Binder-Macleod SA, Hicks GE, Reisman DS. Minimal "
        "detectable change for gait variables collected during treadmill walking in individuals "
        "post-stroke. Gait Posture 2011; 33:314.",
        "Lang et al. 2009": "Lang CE et al. Observation of amounts of movement practice provided "
        "during stroke rehabilitation. Arch Phys Med Rehabil 2009; 90:1692.",
        "Mohamed Refai et al. 2021": "Mohamed Refai MI, Saes M et al. Smoothness metrics for "
        "reaching performance after stroke. Part 1: which one to choose? J NeuroEng Rehabil 2021; "
        "18. doi:10.1186/s12984-021-00949-6",
        "O'Connor et al. 2007": "O'Connor CM, Thorpe SK, O'Malley MJ, Vaughan CL. Automatic "
        "detection of gait events using kinematic data. Gait Posture 2007; 25:469.",
        "Patterson et al. 2010": "Patterson KK, Gage WH, Brooks D, Black SE, McIlroy WE. "
        "Evaluation of gait symmetry after stroke: a comparison of current methods. Gait Posture "
        "2010; 31:241.",
        "PMC8560566": "PMC8560566: medio-lateral foot placement to stationary and shifting targets "
        "in people with chronic stroke.",
        "Prieto et al. 1996": "Prieto TE, Myklebust JB, Hoffmann RG, Lovett EG, Myklebust BM. "
        "Measures of postural steadiness. IEEE Trans Biomed Eng 1996; 43:956.",
        "Robinson et al. 1987": "Robinson RO, Herzog W, Nigg BM. Use of force platform variables "
        "to quantify the effects of chiropractic manipulation on gait symmetry. J Manipulative "
        "Physiol Ther 1987; 10:172.",
        "Said et al. 2001": "Said CM, Goldie PA, Patla AE, Sparrow WA. Effect of stroke on step "
        "characteristics of obstacle crossing. Arch Phys Med Rehabil 2001; 82:1712.",
        "Said et al. 2005": "Said CM, Goldie PA, Culham E, Sparrow WA, Patla AE, Morris ME. "
        "Control of lead and trail limbs during obstacle crossing following stroke. Phys Ther "
        "2005; 85:413.",
        "Savitzky and Golay 1964": "Savitzky A, Golay MJE. Smoothing and differentiation of data "
        "by simplified least squares procedures. Anal Chem 1964; 36:1627.",
        "Wagner et al. 2008": "Wagner JM, Rhodes JA, Patten C. Reproducibility and minimal "
        "detectable change of three-dimensional kinematic analysis of reaching tasks in people "
        "with hemiparesis after stroke. Phys Ther 2008; 88:652.",
    }
)
